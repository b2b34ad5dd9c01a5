using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rivals;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>The writes of <see cref="Writing"/> through simple clients.</summary>
internal static class Comparison
{
    private const double Speed = 10;

    /// <summary>Each client in each window model, in guilds of their own and so side by side; most of the time they wait.</summary>
    public static async IAsyncEnumerable<Measurement> OfClientsAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var writes = full ? 1000 : 300;
        await using var inFixed = await StartAsync(writes, WindowModel.Fixed, ct);
        await using var inSliding = await StartAsync(writes, WindowModel.Sliding, ct);
        Task<Measurement>[] measuring =
        [
            MeasureAsync(inFixed, 0, SimpleClient.Sequential(Speed), "one by one, waits for the reset, fixed", ct),
            MeasureAsync(inSliding, 0, SimpleClient.Sequential(Speed), "one by one, waits for the reset, sliding", ct),
            MeasureAsync(inFixed, 1, SimpleClient.Waiting(Speed), "waits 1.1 s after each write, fixed", ct),
            MeasureAsync(inSliding, 1, SimpleClient.Waiting(Speed), "waits 1.1 s after each write, sliding", ct),
        ];
        foreach (var measurement in measuring)
        {
            yield return await measurement;
        }
    }

    private static Task<SandboxServer> StartAsync(int writes, WindowModel model, CancellationToken ct)
    {
        var guild = Worlds.HalfWrong(writes, WrongKinds.SingleRole);
        return SandboxServer.StartAsync(Worlds.Of(Speed, guild, guild) with { RoleWriteWindow = model, KeepJournal = JournalDetail.Counts }, ct);
    }

    private static async Task<Measurement> MeasureAsync(SandboxServer sandbox, int place, SimpleClient client, string name, CancellationToken ct)
    {
        var guild = sandbox.World.Guilds[place];
        var writes = Needed.Writes(guild);
        var bound = sandbox.Options.RoleWriteWindow is WindowModel.Fixed ? Bound.FixedWrites(writes.Count) : Bound.SlidingWrites(writes.Count);
        var start = TimeProvider.System.GetTimestamp();
        await client.WriteAsync(sandbox.DiscordUrl, sandbox.Token, writes, ct);
        return new Measurement(
            $"{writes.Count:N0} {name}", Speed, TimeProvider.System.GetElapsedTime(start), bound, null,
            new Costs(client.Calls, 0, client.TooMany, null, null), [new("members left wrong", guild.WrongMembers().Count, 0)]);
    }
}
