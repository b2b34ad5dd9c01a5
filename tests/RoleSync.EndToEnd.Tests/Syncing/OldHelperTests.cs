using System.Net;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Syncing;

/// <summary>
/// Does what the helper script of the old bot does with its three routes, so that the script itself works unchanged:
/// trigger a chunk, wait until nothing runs, go on at lastProcessedIndex + 1 until that reaches totalUsers.
/// </summary>
public sealed class OldHelperTests : IDisposable
{
    private const int Members = 230;

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("false", 5)]
    [InlineData("true", 1)]
    public async Task Complete_walks_the_whole_guild(string autoContinue, int chunks)
    {
        await using var sandbox = await SandboxServer.StartAsync(
            new SandboxOptions { Seed = 5, Speed = 50, Guilds = [new GuildOptions { Members = Members, WrongShare = 0.1 }] }, Ct);
        await using var service = await ServiceProcess.StartAsync(
            sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = autoContinue }, Ct);
        using var caller = new SyncCaller(service.Url);

        var (triggers, index) = (0, 0);
        while (true)
        {
            triggers++;
            var (status, answer) = await caller.TriggerAsync(new { startIndex = index, chunkSize = 50 }, Ct);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True((bool)answer["success"]!);
            Assert.Equal(index, (int)answer["startIndex"]!);
            Assert.Equal(50, (int)answer["chunkSize"]!);
            Assert.Equal(sandbox.Environment()["DISCORD_GUILD_ID"], (string)answer["guildId"]!);

            var idle = await caller.WaitAsync(now => !now.GetProperty("isRunning").GetBoolean(), TimeSpan.FromSeconds(60), Ct);
            index = idle.GetProperty("lastProcessedIndex").GetInt32() + 1;
            Assert.Equal(Members, idle.GetProperty("totalUsers").GetInt32());
            if (index >= Members)
            {
                break;
            }
        }

        Assert.Equal(chunks, triggers);
        Assert.Empty(sandbox.World.TheGuild.WrongMembers());
        Assert.Equal(1, sandbox.Journal.Count("GET", "/guilds/{guild}/members"));
    }

    [Fact]
    public async Task The_status_has_every_field_that_the_helper_reads_before_the_first_run_too()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions(), Ct);
        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, null, Ct);
        using var caller = new SyncCaller(service.Url);

        var status = await caller.StatusAsync(Ct);

        Assert.False(status.GetProperty("isRunning").GetBoolean());
        Assert.False(status.GetProperty("shouldStop").GetBoolean());
        Assert.Equal(-1, status.GetProperty("lastProcessedIndex").GetInt32());
        foreach (var field in (string[])["processedUsers", "totalUsers", "currentBatch", "duration"])
        {
            Assert.Equal(0, status.GetProperty(field).GetInt64());
        }

        using var stop = await caller.Http.PostAsync("/stop-sync", null, Ct);
        Assert.Contains("\"wasStopped\":false", await stop.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }
}
