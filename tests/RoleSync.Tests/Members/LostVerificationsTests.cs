using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Storage.Runs;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Members;

/// <summary>Verifications whose process ended in the middle.</summary>
public sealed class LostVerificationsTests
{
    private static CancellationToken Ct => SandboxRuns.Ct;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_verification_that_was_cut_off_between_two_writes_is_finished_and_can_be_undone(bool isStored)
    {
        await using var bench = await VerifierBench.StartAsync();
        var (member, old, now) = (new MemberId(bench.Newcomer), bench.Role("ETHOS_ROLE_KNOWN"), bench.Role("ETHOS_ROLE_ESTABLISHED"));
        bench.Guild.Grant(bench.Newcomer, old);
        var (lease, run) = await bench.Runs.Verifications.StartAsync(
            bench.GuildId, [Change(member, now, ChangeKind.Grant), Change(member, old, ChangeKind.Revoke)], new Requester(RunTrigger.Discord, "Ada"), Ct);
        bench.Guild.Grant(bench.Newcomer, now);
        if (isStored)
        {
            await lease.RecordAsync([new ChangeOutcome((await bench.Runs.ChangesAsync(run))[0].Id, Outcome.Applied)], null, Ct);
        }

        await bench.Runs.Verifications.AbandonAsync(Ct);
        await bench.Runs.Get<LostVerifications>().EndAsync(Ct);

        var ended = await bench.Runs.FindAsync(run.Id);
        Assert.Equal((RunPhase.Completed, false, 2), (ended.Phase, ended.Phase.IsActive(), ended.Applied));
        Assert.Contains(now, bench.Guild.RolesOf(bench.Newcomer));
        Assert.DoesNotContain(old, bench.Guild.RolesOf(bench.Newcomer));
        Assert.Null(await lease.ReadAsync(Ct));
    }

    [Fact]
    public async Task A_verification_that_had_written_nothing_is_ended_and_says_so()
    {
        await using var bench = await VerifierBench.StartAsync();
        var (_, run) = await bench.Runs.Verifications.StartAsync(
            bench.GuildId, [Change(new MemberId(bench.Newcomer), bench.Role("ETHOS_ROLE_KNOWN"), ChangeKind.Grant)], new Requester(RunTrigger.Discord, "Ada"), Ct);

        await bench.Runs.Get<LostVerifications>().EndAsync(Ct);
        Assert.Equal(RunPhase.Applying, (await bench.Runs.FindAsync(run.Id)).Phase);
        await bench.Runs.Verifications.AbandonAsync(Ct);
        await bench.Runs.Get<LostVerifications>().EndAsync(Ct);

        Assert.Equal((RunPhase.Failed, VerificationStore.LostNote), ((await bench.Runs.FindAsync(run.Id)).Phase, (await bench.Runs.FindAsync(run.Id)).Error));
        Assert.Equal(Outcome.Failed, Assert.Single(await bench.Runs.ChangesAsync(run)).Outcome);
        Assert.Equal(0, bench.Server.Journal.WriteCount);
    }

    private static Change Change(MemberId member, ulong role, ChangeKind kind) =>
        new(member, new RoleId(role), kind, Direction.Gain, IsTier: true, "score 1640", "Known -> Established");
}
