using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Diagnosis;
using RoleSync.Discord;
using RoleSync.Discord.RateLimits;
using RoleSync.Ethos.Http;
using RoleSync.Members;
using RoleSync.Policies;
using RoleSync.Provisioning;
using RoleSync.Reading;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using RoleSync.Work;

namespace RoleSync.Tests.Discord;

/// <summary>Whatever a person waits for, while runs have queued more than can be sent for minutes.</summary>
public sealed class InteractivePriorityTests
{
    private const int Queued = 60;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Questions => [.. Asked.Keys];

    private static Dictionary<string, Func<SandboxRuns, Task>> Asked { get; } = new()
    {
        ["why"] = async runs =>
        {
            var answer = await runs.Get<MemberExplainer>().ExplainAsync(GuildOf(runs), new MemberId(runs.Guild.VerifiedMembers()[0]), PolicyOf(runs), Ct);
            Assert.IsNotType<Standing.Unknown>(Assert.IsType<ExplainAnswer.Explained>(answer).Explanation.Standing);
        },
        ["doctor"] = async runs =>
        {
            var report = await runs.Get<Doctor>().ExamineAsync(1, Ct);
            Assert.All(report.Findings.Where(finding => finding.Check is "token" or "guild" or "ethos"), finding => Assert.Equal(Severity.Ok, finding.Severity));
        },
        ["roles"] = async runs => Assert.IsType<RolesAnswer.Known>(await runs.Get<RoleInventory>().ListAsync(GuildOf(runs), Ct)),
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task A_persons_question_is_asked_before_what_runs_have_queued(string question)
    {
        await using var runs = await SandboxRuns.StartAsync(
            new SandboxOptions { Seed = 7, Speed = 200, Guilds = [new GuildOptions { Members = 30 }] }, ("RoleSync:Ethos:CallsPerMinute", "60"));
        await runs.Get<OwnAccount>().GetAsync(Ct);
        using var oneByOne = new SemaphoreSlim(0);
        runs.Server.Faults.Add("GET /guilds/*", Fault.Custom(async _ =>
        {
            await oneByOne.WaitAsync(Ct);
            return false;
        }));

        // Ethos's turns of the minute are taken by runs, and more wait for one; the guild's bucket has as many who wait.
        var pace = runs.Get<EthosPace>();
        using var over = new CancellationTokenSource();
        var calls = Enumerable.Range(0, 57 + Queued).Select(_ => pace.WaitAsync(new CallUrgency(RequestPriority.Background), over.Token)).ToArray();
        var reads = Enumerable.Range(0, Queued).Select(_ => runs.Get<DiscordClient>().GetGuildAsync(GuildOf(runs), _patience, Ct)).ToArray();
        await UntilAsync(() => Waiting(runs) >= Queued - 1);

        var asked = Asked[question](runs);
        await UntilAsync(() => asked.IsCompleted || Waiting(runs) >= Queued);
        for (var answered = 1; !asked.IsCompleted; answered++)
        {
            Assert.True(answered < Queued / 2, $"{answered} requests of runs were sent before the person's.");
            oneByOne.Release();
            await Task.WhenAny(asked, UntilAsync(() => reads.Count(read => read.IsCompleted) + (asked.IsCompleted ? 1 : 0) >= answered - 1));
            await Task.WhenAny(asked, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Ct));
        }

        await asked;
        Assert.DoesNotContain(calls[57..], call => call.IsCompleted);
        oneByOne.Release(2 * Queued);
        await Task.WhenAll(reads);
        await over.CancelAsync();
    }

    [Fact]
    public async Task Who_the_bot_is_is_asked_once_however_many_guilds_begin_together_and_again_only_where_it_failed()
    {
        await using var runs = await SandboxRuns.StartAsync(new SandboxOptions { Seed = 7, Speed = 200, Guilds = [new GuildOptions { Members = 5 }] });
        runs.Server.Faults.Add("GET /users/@me", Fault.Status(403, """{"message":"Missing Access","code":50001}"""), times: 1);
        var inspector = runs.Get<GuildInspector>();

        var refused = await inspector.InspectAsync(GuildOf(runs), PolicyOf(runs), _patience, isAwaited: false, Ct);
        var allHaveAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        runs.Server.Faults.Add("GET /users/@me", Fault.Custom(async _ =>
        {
            await allHaveAsked.Task;
            return false;
        }));
        var looks = Enumerable.Range(0, 20).Select(_ => inspector.InspectAsync(GuildOf(runs), PolicyOf(runs), _patience, isAwaited: false, Ct)).ToArray();
        allHaveAsked.SetResult();
        var looked = await Task.WhenAll(looks);
        await runs.Get<RoleInventory>().ListAsync(GuildOf(runs), Ct);

        Assert.IsType<PhaseResult.Failed>(Assert.IsType<Attempt<GuildState>.Ended>(refused).Result);
        Assert.All(looked, look => Assert.IsType<Attempt<GuildState>.Done>(look));
        Assert.Equal(2, runs.Server.Journal.Count("GET", "/users/@me"));
    }

    [Fact]
    public async Task The_doctor_asks_who_the_bot_is_anew_and_tells_everybody_else()
    {
        await using var runs = await SandboxRuns.StartAsync(new SandboxOptions { Seed = 7, Speed = 200, Guilds = [new GuildOptions { Members = 5 }] });
        await runs.Get<Doctor>().ExamineAsync(1, Ct);
        await runs.Get<GuildInspector>().InspectAsync(GuildOf(runs), PolicyOf(runs), _patience, isAwaited: false, Ct);
        Assert.Equal(1, runs.Server.Journal.Count("GET", "/users/@me"));

        await runs.Get<Doctor>().ExamineAsync(1, Ct);

        Assert.Equal(2, runs.Server.Journal.Count("GET", "/users/@me"));
    }

    private static int Waiting(SandboxRuns runs) =>
        runs.Get<RateLimiter>().Snapshot().Buckets.Where(bucket => bucket.Route == "/guilds/{guild}").Sum(bucket => bucket.Waiting);

    private static GuildId GuildOf(SandboxRuns runs) => new(runs.Guild.Id);

    private static RoleSync.Core.Policies.Policy PolicyOf(SandboxRuns runs) => runs.Get<GuildPolicies>().Find(GuildOf(runs))!;

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var steps = 0; !isSo(); steps++)
        {
            Assert.True(steps < 2_000, "It did not come to that within 20 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
    }
}
