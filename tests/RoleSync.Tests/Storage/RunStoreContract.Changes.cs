using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Tests.Storage;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task A_member_of_whom_one_change_was_written_and_one_was_not_is_half_done()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();
        ChangeOutcome[] outcomes =
        [
            new(ids[0], Outcome.Applied), new(ids[1], Outcome.Applied), new(ids[2], Outcome.Applied), new(ids[4], Outcome.Refused), new(ids[6], Outcome.Applied),
        ];
        await Lease(id, 1).RecordAsync(outcomes, null, Ct);

        Assert.Equal([1, 3], await Journal.HalfDoneAsync(id, 0, 10, Ct));
        Assert.Equal([3], await Journal.HalfDoneAsync(id, 2, 10, Ct));
        Assert.Empty(await Journal.HalfDoneAsync(id, 0, 1, Ct));
    }

    [Fact]
    public async Task A_tier_that_was_taken_for_a_switch_that_failed_is_owed_until_another_tier_is_written()
    {
        var id = (await StartAsync()).Id;
        await TakeAsync();
        await Lease(id, 1).Plan.AddPageAsync(Page([.. Demotion(0), .. Demotion(1), .. Demotion(2), (3, TierLoss(3))]), Ct);
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();
        ChangeOutcome[] outcomes =
        [
            new(ids[0], Outcome.Applied), new(ids[1], Outcome.Refused), new(ids[2], Outcome.Applied), new(ids[3], Outcome.Applied),
            new(ids[4], Outcome.Applied), new(ids[5], Outcome.Refused), new(ids[6], Outcome.Applied),
        ];
        await Lease(id, 1).RecordAsync([.. outcomes, new(ids[4], Outcome.PutBack)], null, Ct);

        var owed = await Journal.OwedTiersAsync(_guild, [MemberAt(0), MemberAt(1), MemberAt(2), MemberAt(3)], Ct);

        Assert.Equal([KeyValuePair.Create(MemberAt(0), TierLoss(0).Role)], owed);
    }

    private static IEnumerable<(int Index, Change Change)> Demotion(int index) => [(index, TierLoss(index)), (index, Grant(index))];

    [Fact]
    public async Task A_change_comes_back_as_it_was_planned()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(7, Loss(7))]), Ct);

        var change = Assert.Single(await JournalAsync(id));

        Assert.Equal(new StoredChange(change.Id, id, 7, Loss(7), Outcome.Pending, null, _clock.GetUtcNow(), null), change);
    }

    [Fact]
    public async Task What_a_change_is_for_and_the_other_end_of_its_switch_come_back_from_a_plan_a_copy_of_it_and_a_verification()
    {
        Change[] planned =
        [
            Loss(0) with { ForAbsence = true },
            Grant(0) with { OtherTier = new RoleId(71) },
            Grant(0) with { ForAbsence = true, OtherTier = new RoleId(ulong.MaxValue >> 1) },
            Grant(0, "It is above the bot."),
        ];
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Kind = RunKind.DryRun }, Ct));
        var dry = await TakeAsync();
        Assert.True(await dry.Lease.Plan.AddPageAsync(Page(planned.Select(change => (0, change))), Ct));
        Assert.True(await dry.Lease.Plan.EndAsync(RunPhase.Completed, withholdLosses: false, wouldBeHeld: true, null, Ct));
        var run = await StartAsync();
        Assert.True(await (await TakeAsync()).Lease.Plan.CopyAsync(await GetAsync(dry.Run.Id), Ct));
        var verification = (await Verifications.StartAsync(_guild, planned, _ada, Ct)).Run;

        Assert.Equal(planned, await PlannedAsync(dry.Run.Id));
        Assert.Equal(planned[..3], await PlannedAsync(run.Id));
        Assert.Equal(planned, await PlannedAsync(verification.Id));
        Assert.Equal((true, false), ((await GetAsync(dry.Run.Id)).WouldBeHeld, (await GetAsync(run.Id)).WouldBeHeld));

        async Task<IEnumerable<Change>> PlannedAsync(RunId id) => (await JournalAsync(id)).Select(change => change.Change);
    }

    [Fact]
    public async Task Pending_changes_come_in_order_for_whole_members_within_the_range()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.Equal([3, 3, 4, 4, 5, 5], Indices(await Journal.PendingAsync(id, 3, 9, 3, Ct)));
        Assert.Equal([8, 8, 9, 9], Indices(await Journal.PendingAsync(id, 8, int.MaxValue, 100, Ct)));
        Assert.Empty(await Journal.PendingAsync(id, 10, 20, 100, Ct));
        Assert.Empty(await Journal.PendingAsync(new RunId(id.Value + 1), 0, 20, 100, Ct));
        Assert.Equal([ChangeKind.Grant, ChangeKind.Revoke], (await Journal.PendingAsync(id, 3, 4, 1, Ct)).Select(change => change.Change.Kind));
    }

    [Fact]
    public async Task A_member_with_very_many_changes_is_never_cut_in_half()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, Grant(0)), .. Enumerable.Repeat((1, Grant(1)), 200), .. Enumerable.Repeat((2, Grant(2)), 256)]), Ct);

        var pending = await Journal.PendingAsync(id, 0, 10, 10, Ct);

        Assert.Equal([0, .. Enumerable.Repeat(1, 200)], Indices(pending));
        Assert.Equal(Enumerable.Repeat(2, 256), Indices(await Journal.PendingAsync(id, 2, 10, 10, Ct)));
    }

    [Fact]
    public async Task Outcomes_are_stored_counted_and_no_longer_pending()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();

        Assert.True(await Lease(id, 1).RecordAsync(
            [
                new(ids[0], Outcome.Applied), new(ids[1], Outcome.Applied), new(ids[2], Outcome.Refused, "Above the bot."),
                new(ids[4], Outcome.Gone), new(ids[5], Outcome.Stale, "Moved on."), new(ids[6], Outcome.Failed, "No answer."),
                new(ids[7], Outcome.Conflict, "Edited by hand."),
            ],
            3,
            Ct));

        var run = await GetAsync(id);
        Assert.Equal((20, 2, 1, 3, 1, 3), (run.Planned, run.Applied, run.Refused, run.Skipped, run.Failed, run.NextIndex));
        Assert.Equal([ids[3], ids[8]], (await Journal.PendingAsync(id, 0, 10, 100, Ct)).Take(2).Select(change => change.Id));
        var refused = Assert.Single(await Journal.ChangesAsync(id, 0, 100, Outcome.Refused, null, Ct));
        Assert.Equal((ids[2], "Above the bot.", _clock.GetUtcNow()), (refused.Id, refused.Note, refused.EndedAt));
    }

    [Fact]
    public async Task Only_what_was_written_can_be_put_back_and_then_it_counts_as_refused()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();
        await Lease(id, 1).RecordAsync([new(ids[0], Outcome.Applied)], null, Ct);

        Assert.True(await Lease(id, 1).RecordAsync([new(ids[0], Outcome.PutBack, "The new tier is gone."), new(ids[1], Outcome.PutBack)], 1, Ct));

        var run = await GetAsync(id);
        Assert.Equal((0, 1), (run.Applied, run.Refused));
        Assert.Equal([Outcome.PutBack, Outcome.Pending], (await JournalAsync(id)).Take(2).Select(change => change.Outcome));
    }

    [Fact]
    public async Task The_next_member_with_a_pending_change_is_found_and_the_chunks_before_are_passed_in_one_step()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(7, Grant(7)), (300, Grant(300))]), Ct);
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, withholdLosses: false, wouldBeHeld: false, note: null, Ct);

        Assert.Equal(7, await Journal.FirstPendingIndexAsync(id, 0, Ct));
        Assert.Equal(300, await Journal.FirstPendingIndexAsync(id, 8, Ct));
        Assert.Null(await Journal.FirstPendingIndexAsync(id, 301, Ct));
        Assert.False(await Lease(id, 2).SkipChunksAsync(300, 6, Ct));
        Assert.True(await Lease(id, 1).SkipChunksAsync(300, 6, Ct));

        var run = await GetAsync(id);
        Assert.Equal((300, 6), (run.NextIndex, run.Chunks));
    }

    [Fact]
    public async Task An_outcome_that_is_known_stays_and_is_not_counted_twice()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var first = (await JournalAsync(id))[0].Id;
        await Lease(id, 1).RecordAsync([new(first, Outcome.Applied)], null, Ct);

        Assert.True(await Lease(id, 1).RecordAsync([new(first, Outcome.Failed)], 1, Ct));

        var run = await GetAsync(id);
        Assert.Equal((1, 0, 1), (run.Applied, run.Failed, run.NextIndex));
        Assert.Equal(Outcome.Applied, (await JournalAsync(id))[0].Outcome);
    }

    [Fact]
    public async Task An_outcome_of_another_run_is_an_error_and_changes_nothing()
    {
        var other = await InPhaseAsync(RunPhase.Applying);
        var foreign = (await JournalAsync(other))[0].Id;
        await Lease(other, 1).EndAsync(RunPhase.Stopped, null, Ct);
        var id = await InPhaseAsync(RunPhase.Applying);

        await Assert.ThrowsAsync<ArgumentException>(() => Lease(id, 1).RecordAsync([new(foreign, Outcome.Applied)], 1, Ct));

        Assert.Equal(Outcome.Pending, (await JournalAsync(other))[0].Outcome);
        Assert.Equal((0, 0), ((await GetAsync(id)).Applied, (await GetAsync(id)).NextIndex));
    }

    [Fact]
    public async Task Where_an_outcome_cannot_be_stored_the_cursor_stays()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var changes = await JournalAsync(id);
        var before = await GetAsync(id);
        await using (await BreakOutcomesAsync(changes[1].Id))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Lease(id, 1).RecordAsync([new(changes[0].Id, Outcome.Applied), new(changes[1].Id, Outcome.Failed)], 1, Ct));
        }

        Assert.Equal(before, await GetAsync(id));
        Assert.Equal(changes, await JournalAsync(id));
    }

    [Fact]
    public async Task Where_a_change_cannot_be_stored_the_page_is_not_counted()
    {
        var id = await InPhaseAsync(RunPhase.Planning);
        var before = await GetAsync(id);

        await Assert.ThrowsAnyAsync<Exception>(() => Lease(id, 1).Plan.AddPageAsync(Page([(10, Grant(10)), (0, Grant(0))]), Ct));

        Assert.Equal(before, await GetAsync(id));
        Assert.Equal(20, (await JournalAsync(id)).Count);
    }

    [Fact]
    public async Task The_journal_is_read_in_pages_by_outcome_and_by_member()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var all = await JournalAsync(id);

        Assert.Equal(all.Skip(5).Take(4), await Journal.ChangesAsync(id, all[4].Id, 4, null, null, Ct));
        Assert.Equal([4, 4], Indices(await Journal.ChangesAsync(id, 0, 100, null, MemberAt(4), Ct)));
        Assert.Empty(await Journal.ChangesAsync(id, 0, 100, Outcome.Applied, MemberAt(4), Ct));
    }

    [Fact]
    public async Task Transitions_are_counted_by_kind_and_outcome()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        await Lease(id, 1).RecordAsync([new((await JournalAsync(id))[0].Id, Outcome.Applied)], null, Ct);

        Assert.Equal(
            [
                new TransitionCount("Known -> Established", ChangeKind.Revoke, Outcome.Pending, 10),
                new TransitionCount("Known -> Established", ChangeKind.Grant, Outcome.Pending, 9),
                new TransitionCount("Known -> Established", ChangeKind.Grant, Outcome.Applied, 1),
            ],
            await Journal.TransitionsAsync(id, Ct));
    }

    [Fact]
    public async Task The_history_of_a_member_goes_back_through_the_runs_of_the_guild()
    {
        var older = await InPhaseAsync(RunPhase.Applying);
        await Lease(older, 1).EndAsync(RunPhase.Stopped, null, Ct);
        var newer = await InPhaseAsync(RunPhase.Applying);

        var history = await Journal.HistoryAsync(_guild, MemberAt(4), 3, Ct);

        Assert.Equal([newer, newer, older], history.Select(change => change.Run));
        Assert.Empty(await Journal.HistoryAsync(new GuildId(2), MemberAt(4), 3, Ct));
    }

    [Fact]
    public async Task Removals_are_the_members_who_really_lost_something_since_then()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, Loss(0)), (0, Loss(0)), (1, Loss(1)), (2, Loss(2)), (3, Grant(3))]), Ct);
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        var ids = (await JournalAsync(id)).Select(change => change.Id).ToArray();
        await Lease(id, 1).RecordAsync([new(ids[2], Outcome.Applied)], null, Ct);
        _clock.Advance(TimeSpan.FromHours(1));
        var since = _clock.GetUtcNow();

        await Lease(id, 1).RecordAsync([new(ids[0], Outcome.Applied), new(ids[1], Outcome.Applied), new(ids[3], Outcome.Failed), new(ids[4], Outcome.Applied)], null, Ct);

        Assert.Equal(1, await Journal.RemovalsSinceAsync(_guild, since, null, Ct));
        Assert.Equal(2, await Journal.RemovalsSinceAsync(_guild, since.AddHours(-1), null, Ct));
    }

    /// <summary>Makes every write to one change fail inside the database, until the answer is disposed.</summary>
    private protected abstract string BreakSql(long change);

    private protected abstract string MendSql { get; }

    private static IEnumerable<int> Indices(IEnumerable<StoredChange> changes) => changes.Select(change => change.Index);

    private Task<IReadOnlyList<StoredChange>> JournalAsync(RunId run) => Journal.ChangesAsync(run, 0, 1000, null, null, Ct);

    private async Task<IAsyncDisposable> BreakOutcomesAsync(long change)
    {
        await ExecuteAsync(BreakSql(change));
        return new Mending(() => ExecuteAsync(MendSql));
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var db = Database.Open();
        await db.Database.ExecuteSqlRawAsync(sql, Ct);
    }
}
