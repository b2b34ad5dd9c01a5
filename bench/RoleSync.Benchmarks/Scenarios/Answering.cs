using System.Runtime.CompilerServices;
using RoleSync.Benchmarks.Reporting;
using RoleSync.Benchmarks.Rigs;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Benchmarks.Scenarios;

/// <summary>How soon people in Discord are answered.</summary>
internal static class Answering
{
    private const int AtOnce = 5;
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(200);

    /// <summary>Commands while a run of 11,000 members is under way, several at a time: the first answers, and those that were put off.</summary>
    public static async IAsyncEnumerable<Measurement> WhileARunIsUnderWayAsync(bool full, [EnumeratorCancellation] CancellationToken ct)
    {
        var speed = full ? 10 : 40;
        var world = Worlds.Of(speed, new GuildOptions { Members = 10_998, WrongShare = 0.05 });
        await using var rig = await Rig.StartAsync(world, new Dictionary<string, string>(), ct, hearsCommands: true);
        var guild = rig.Sandbox.World.TheGuild;
        await rig.WarmUpAsync(rig.Sandbox.World.Guilds[^1], ct);
        var run = rig.SyncAsync([guild], TimeSpan.FromMinutes(10), ct);
        List<SentInteraction> sent = [];
        for (var round = 0; !run.IsCompleted; round++)
        {
            sent.AddRange(await Task.WhenAll(Commands(guild, round).Select(command => rig.Sandbox.Interactions.SendAsync(new Uri(rig.Service.Url, "/interactions"), command, ct))));
            await Task.Delay(_between, TimeProvider.System, ct);
        }

        await run;
        var put = sent.Where(one => one.AnswerType == 5).ToList();
        foreach (var one in put)
        {
            await one.WaitForEditAsync(1, TimeSpan.FromSeconds(30), TimeProvider.System, ct);
        }

        var times = sent.Select(one => one.Took.TotalMilliseconds).Order().ToList();
        yield return new Measurement("commands during a run of 11,000 members", speed, null, null, null, rig.Costs(),
        [
            new("first answers", times.Count),
            new("median ms", times[times.Count / 2], AtMost: 300),
            new("99 of 100 within ms", times[times.Count * 99 / 100]),
            new("slowest ms", times[^1], AtMost: 2_500),
            new("not answered as Discord wants it", sent.Count(one => one.Problem is not null), AtMost: 0),
            new("put off and edited afterwards", put.Count),
        ]);
    }

    private static IEnumerable<Invocation> Commands(SandboxGuild guild, int round)
    {
        var members = guild.VerifiedMembers();
        for (var i = 0; i < AtOnce; i++)
        {
            yield return i switch
            {
                0 => new Invocation("ethos_sync", members[0]),
                1 => new Invocation("ethos_why", members[0]) { Options = new Dictionary<string, object> { ["user"] = new UserOption(members[(round * 37) % members.Length]) } },
                _ => new Invocation("ethos_sync_status", members[0]),
            };
        }
    }
}
