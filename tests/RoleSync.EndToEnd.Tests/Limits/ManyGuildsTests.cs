using System.Globalization;
using System.Net;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Limits;

/// <summary>One process, one token, many guilds at once.</summary>
public sealed class ManyGuildsTests : IDisposable
{
    private const int Guilds = 10;
    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("atomic")]
    [InlineData("fast")]
    public async Task Ten_guilds_at_once_all_end_right_and_none_starves(string writes)
    {
        await using var sandbox = await SandboxServer.StartAsync(World(), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, Settings(sandbox, writes), Ct);
        using var caller = new SyncCaller(service.Url);
        var started = TimeProvider.System.GetUtcNow();
        foreach (var guild in sandbox.World.Guilds)
        {
            Assert.Equal(HttpStatusCode.OK, (await caller.TriggerAsync(new { guildId = Id(guild) }, Ct)).Status);
        }

        foreach (var guild in sandbox.World.Guilds)
        {
            Assert.Equal("completed", await EndAsync(caller, guild));
            Assert.Empty(guild.WrongMembers());
        }

        var journal = sandbox.Journal;
        Assert.Equal((0, 0, 0), (journal.Count(status: 429), journal.OverlappingWrites, journal.RepeatedWrites));
        var ends = journal.Writes.GroupBy(write => write.Guild).Select(guild => guild.Max(write => write.At) - started).ToList();
        Assert.Equal(Guilds, ends.Count);
        Assert.True(ends.Max() <= 2 * ends.Min(), $"The fastest guild ended after {ends.Min()}, the slowest after {ends.Max()}.");
    }

    private static async Task<string?> EndAsync(SyncCaller caller, SandboxGuild guild)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await caller.Http.GetStringAsync($"/sync-status?guildId={Id(guild)}", Ct);
            using var json = JsonDocument.Parse(answer);
            var status = json.RootElement.GetProperty("status");
            if (!status.GetProperty("isRunning").GetBoolean())
            {
                return SyncCaller.Phase(status);
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(2), $"The run never ended: {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct);
        }
    }

    private static Dictionary<string, string> Settings(SandboxServer sandbox, string writes)
    {
        var settings = new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_WRITES"] = writes, ["SYNC_CHUNK_SIZE"] = "40" };
        foreach (var guild in sandbox.World.Guilds.Skip(1))
        {
            foreach (var (variable, role) in guild.PolicyVariables())
            {
                settings[$"RoleSync__Guilds__{Id(guild)}__{variable}"] = role;
            }
        }

        return settings;
    }

    private static string Id(SandboxGuild guild) => guild.Id.ToString(CultureInfo.InvariantCulture);

    // Every guild needs as many writes as every other, so that their times can be compared.
    private static SandboxOptions World() => new()
    {
        Seed = 41,
        Speed = 20,
        EthosCallsPerMinute = 1_000,
        Guilds = [.. Enumerable.Range(0, Guilds).Select(_ => new GuildOptions
        {
            Members = 200, WrongShare = 0.2, Wrong = WrongKinds.SingleRole, MergedShare = 0, TwinShare = 0,
        })],
    };
}
