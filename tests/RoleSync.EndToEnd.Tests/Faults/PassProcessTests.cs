using System.Net;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Faulting;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Passes of a real process: they come by themselves, let people through, and survive power cuts.</summary>
public sealed class PassProcessTests
{
    private static readonly (string, string) _every = ("SYNC_EVERY", "00:00:10");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_often_the_process_is_killed_inside_a_pass_the_guild_ends_as_if_it_never_was()
    {
        var chance = new Random(4_711);
        await using var bench = await FaultBench.StartAsync(120, 50, _every);
        for (var kill = 0; kill < 20; kill++)
        {
            if (bench.Guild.WrongMembers().Count == 0)
            {
                bench.Spoil(robbed: 16, gifted: 4);
            }

            // A request of any kind marks the point: some kills meet the planning, most meet the writes.
            var point = bench.Sandbox.Journal.Count() + chance.Next(1, 12);
            await UntilAsync(bench, () => bench.Sandbox.Journal.Count() >= point);
            await bench.Service.KillAsync(Ct);
            await bench.StartServiceAsync();
        }

        await UntilAsync(bench, () => bench.Guild.WrongMembers().Count == 0);
        bench.AssertRight();
        var ended = (await bench.Caller.StatusAsync(Ct)).GetProperty("lastPass");
        await bench.Caller.WaitAsync(
            status => status.GetProperty("lastPass") is { ValueKind: JsonValueKind.Object } pass && pass.ToString() != ended.ToString(), TimeSpan.FromMinutes(1), Ct);
    }

    [Fact]
    public async Task A_person_who_meets_a_pass_is_answered_at_once_and_the_run_begins_within_two_seconds()
    {
        await using var bench = await FaultBench.StartAsync(40, 50, _every, ("AUTO_CONTINUE_CHUNKS", "false"));
        var answered = TimeSpan.MaxValue;
        for (var trial = 0; trial < 2; trial++)
        {
            var slow = bench.Sandbox.Faults.Add("GET /guilds/*/members", Fault.Delay(TimeSpan.FromSeconds(20)), times: 1);
            await UntilAsync(bench, () => slow.Hits > 0);

            var start = TimeProvider.System.GetTimestamp();
            var (status, body) = await bench.Caller.TriggerAsync(null, Ct);
            var after = TimeProvider.System.GetElapsedTime(start);
            answered = after < answered ? after : answered;

            Assert.True(status is HttpStatusCode.OK, $"The trigger was answered {status}: {body}");
            var run = body["runId"]!.GetValue<long>();
            var begun = await bench.Caller.WaitAsync(
                now => now.GetProperty("runId").GetInt64() == run && now.GetProperty("phase").GetString() is not "queued", TimeSpan.FromSeconds(20), Ct);
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(2), $"The run began after {TimeProvider.System.GetElapsedTime(start)}: {begun}");
            Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        }

        Assert.InRange(answered, TimeSpan.Zero, TimeSpan.FromMilliseconds(300));
    }

    private static async Task UntilAsync(FaultBench bench, Func<bool> holds)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(1), $"It never came to that:\n{bench.Service.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Ct);
        }
    }
}
