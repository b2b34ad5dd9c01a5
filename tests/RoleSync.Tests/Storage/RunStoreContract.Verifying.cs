using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

/// <content>Verifications, beside the runs of the guild.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task A_verification_goes_on_beside_an_active_run_and_neither_is_taken_for_the_other()
    {
        var active = await InPhaseAsync(RunPhase.Applying);

        var (_, verification) = await Verifications.StartAsync(_guild, [Grant(3), Loss(3)], _ada, Ct);

        Assert.Equal((RunKind.Member, RunPhase.Applying, 1, 2, 1, "Ada"), (verification.Kind, verification.Phase, verification.Total, verification.Planned, verification.Losing, verification.DecidedBy));
        Assert.Equal(active, (await Store.ActiveAsync(_guild, Ct))?.Id);
        Assert.Equal(active, (await Store.LatestAsync(_guild, Ct))?.Id);
        Assert.Equal((active, 2), ((await TakeAsync()).Run.Id, (await GetAsync(active)).Epoch));
        Assert.Equal([verification.Id, active], (await Store.ListAsync(_guild, null, 10, Ct)).Select(run => run.Id));
        await EndActiveAsync();
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request(), Ct));
    }

    [Fact]
    public async Task A_verification_does_not_end_a_waiting_run_nor_keep_it_from_going_on()
    {
        var waiting = await InPhaseAsync(RunPhase.Waiting);

        await (await Verifications.StartAsync(_guild, [Grant(3)], _ada, Ct)).Lease.EndVerificationAsync(why: null, Ct);

        Assert.Equal(waiting, (await Store.ResumableAsync(_guild, Ct))?.Id);
        Assert.True(await Store.ResumeAsync(waiting, 10, false, RunTrigger.Http, Ct));
    }

    [Fact]
    public async Task What_a_verification_could_not_send_ends_as_failed_and_the_rest_is_history()
    {
        var (lease, run) = await Verifications.StartAsync(_guild, [Grant(3), Grant(3, "It is above the bot."), Loss(3)], _ada, Ct);
        var ids = (await JournalAsync(run.Id)).Select(change => change.Id).ToArray();
        await lease.RecordAsync([new(ids[0], Outcome.Applied)], null, Ct);

        await lease.EndVerificationAsync("Discord is down.", Ct);

        var ended = await GetAsync(run.Id);
        Assert.Equal((RunPhase.Failed, "Discord is down.", 1, 1, 1), (ended.Phase, ended.Error, ended.Applied, ended.Refused, ended.Failed));
        Assert.Equal([Outcome.Applied, Outcome.Refused, Outcome.Failed], (await JournalAsync(run.Id)).Select(change => change.Outcome));
        Assert.Equal(3, (await Journal.HistoryAsync(_guild, MemberAt(3), 10, Ct)).Count);
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Applying)]
    [InlineData(RunPhase.Waiting)]
    public async Task What_a_run_still_has_planned_for_a_verified_member_is_dropped_and_counted(RunPhase phase)
    {
        var id = await InPhaseAsync(phase);

        await Verifications.SupersedeAsync(_guild, MemberAt(4), hasWritten: false, Ct);
        await Verifications.SupersedeAsync(_guild, MemberAt(4), hasWritten: true, Ct);

        var journal = await JournalAsync(id);
        Assert.All(journal, change => Assert.Equal(change.Index == 4 ? (Outcome.Stale, VerificationStore.SupersededNote) : (Outcome.Pending, null), (change.Outcome, change.Note)));
        Assert.Equal(2, (await GetAsync(id)).Skipped);
        if (phase is RunPhase.Planning or RunPhase.Applying)
        {
            Assert.Equal(new LeaseCheck(LeaseState.Held, 0), await Lease(id, 1).CheckAsync(4, Ct));
            Assert.Equal(new LeaseCheck(LeaseState.Held, 2), await Lease(id, 1).CheckAsync(5, Ct));
        }
    }

    [Fact]
    public async Task A_plan_that_nobody_applies_yet_and_an_undo_that_nobody_crossed_stay_as_they_are()
    {
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Kind = RunKind.DryRun }, Ct));
        var dry = (await TakeAsync()).Run;
        await Lease(dry.Id, 1).Plan.AddPageAsync(Page([(0, Grant(0))]), Ct);
        await Verifications.SupersedeAsync(_guild, MemberAt(0), hasWritten: true, Ct);
        Assert.Equal(Outcome.Pending, Assert.Single(await JournalAsync(dry.Id)).Outcome);
        await Lease(dry.Id, 1).EndAsync(RunPhase.Stopped, null, Ct);

        var undo = await FollowAsync(RunKind.Undo, dry.Id);
        await Lease(undo.Id, undo.Epoch).Plan.AddPageAsync(Page([(0, Loss(0))]), Ct);
        await Verifications.SupersedeAsync(_guild, MemberAt(0), hasWritten: false, Ct);
        Assert.Equal(Outcome.Pending, Assert.Single(await JournalAsync(undo.Id)).Outcome);
        await Verifications.SupersedeAsync(_guild, MemberAt(0), hasWritten: true, Ct);
        Assert.Equal(Outcome.Stale, Assert.Single(await JournalAsync(undo.Id)).Outcome);
    }

    [Fact]
    public async Task A_verification_that_nobody_keeps_is_taken_over_within_seconds_and_one_that_is_kept_is_not()
    {
        var (frozen, lost) = await Verifications.StartAsync(_guild, [Grant(3)], _ada, Ct);
        var (alive, kept) = await Verifications.StartAsync(_guild, [Grant(4)], _ada, Ct);
        Assert.DoesNotContain(lost.Id, await TakeLostAsync());
        _clock.Advance(RunLease.KeptFor - TimeSpan.FromSeconds(1));
        Assert.True(await alive.KeepAsync(Ct));
        _clock.Advance(TimeSpan.FromSeconds(1));

        var taken = await TakeLostAsync();

        Assert.Contains(lost.Id, taken);
        Assert.DoesNotContain(kept.Id, taken);
        Assert.False(await frozen.KeepAsync(Ct));
        Assert.Null(await frozen.ReadAsync(Ct));
        Assert.DoesNotContain(lost.Id, await TakeLostAsync());
    }

    [Fact]
    public async Task Where_no_other_process_can_be_at_work_every_open_verification_is_lost_at_once()
    {
        var (_, lost) = await Verifications.StartAsync(_guild, [Grant(3)], _ada, Ct);

        await Verifications.AbandonAsync(Ct);

        Assert.Contains(lost.Id, await TakeLostAsync());
    }

    private async Task<List<RunId>> TakeLostAsync()
    {
        var taken = new List<RunId>();
        while (await Verifications.TakeLostAsync(Ct) is ({ } lease, { } run))
        {
            Assert.Equal((run.Id, run.Epoch), (lease.Run, lease.Epoch));
            taken.Add(run.Id);
        }

        return taken;
    }

    [Fact]
    public async Task Whom_Ethos_knows_again_has_not_been_absent()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        var absence = Absence.Observe(null, MemberAt(3), id, _clock.GetUtcNow(), default);
        await Lease(id, 1).NoteAsync(new AbsenceNotes([absence, absence with { Member = MemberAt(4) }], []), Ct);

        await Memory.ForgetAbsenceAsync(_guild, MemberAt(3), Ct);

        Assert.Equal(MemberAt(4), Assert.Single(await Memory.AbsencesOfAsync(_guild, [MemberAt(3), MemberAt(4)], Ct)).Member);
    }
}
