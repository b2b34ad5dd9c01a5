using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

public abstract partial class RunStoreContract
{
    [Fact]
    public async Task A_lease_never_takes_over_the_epoch_of_its_successor_however_often_the_run_is_read_again()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var (frozen, _) = await TakeAsync();
        var (successor, _) = await TakeAsync();

        Assert.Null(await frozen.ReadAsync(Ct));
        Assert.Equal(LeaseState.Lost, await frozen.CheckAsync(Ct));
        Assert.False(await frozen.BeginChunkAsync(5, Ct));
        Assert.False(await frozen.Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct));
        Assert.Equal((2, 3, 3), (frozen.Epoch, successor.Epoch, (await successor.ReadAsync(Ct))?.Epoch));
        Assert.Equal((id, _guild), (successor.Run, successor.Guild));
        Assert.Null((await GetAsync(id)).ChunkEnd);
    }

    [Fact]
    public async Task Every_firing_takes_an_epoch_of_its_own()
    {
        var run = await StartAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Leases.TakeAsync(_guild, Ct), Ct)));

        Assert.All(taken, firing => Assert.Equal((run.Id, run.Id), (firing?.Run.Id, firing?.Lease.Run)));
        Assert.Equal(Enumerable.Range(1, 8), taken.Select(firing => firing!.Lease.Epoch).Order());
        Assert.Equal(8, (await GetAsync(run.Id)).Epoch);
    }

    [Theory]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Waiting)]
    public async Task A_run_that_waits_for_somebody_gives_no_epoch(RunPhase phase)
    {
        await InPhaseAsync(phase);

        Assert.Null(await Leases.TakeAsync(_guild, Ct));
    }

    [Fact]
    public async Task Only_the_newest_firing_holds_the_lease_and_only_while_the_run_goes_on()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        Assert.Equal(LeaseState.Held, await Lease(id, 1).CheckAsync(Ct));

        await Leases.TakeAsync(_guild, Ct);

        Assert.Equal(LeaseState.Lost, await Lease(id, 1).CheckAsync(Ct));
        Assert.Equal(LeaseState.Held, await Lease(id, 2).CheckAsync(Ct));
        Assert.True(await Lease(id, 2).EndAsync(RunPhase.Failed, "The token was refused.", Ct));
        Assert.Equal(LeaseState.Lost, await Lease(id, 2).CheckAsync(Ct));
        Assert.Equal(LeaseState.Lost, await Lease(new RunId(id.Value + 1_000_000), 1).CheckAsync(Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Applying)]
    public async Task A_firing_that_was_overtaken_writes_nothing(RunPhase phase)
    {
        var id = await InPhaseAsync(phase);
        await Leases.TakeAsync(_guild, Ct);
        var before = (await GetAsync(id), await JournalAsync(id));
        var first = before.Item2[0].Id;
        var page = Page([(10, Grant(10))]);
        var now = _clock.GetUtcNow();

        Assert.False(await Lease(id, 1).Plan.ExpectMembersAsync(5, Ct));
        Assert.False(await Lease(id, 1).Plan.NotePolicyAsync("another", Ct));
        Assert.False(await Lease(id, 1).Plan.AddPageAsync(page, Ct));
        Assert.False(await Lease(id, 1).Plan.EndAsync(RunPhase.Held, true, wouldBeHeld: false, "note", Ct));
        Assert.False(await Lease(id, 1).BeginChunkAsync(5, Ct));
        Assert.False(await Lease(id, 1).RecordAsync([new ChangeOutcome(first, Outcome.Applied)], 1, Ct));
        Assert.False(await Lease(id, 1).RecordAsync([], 1, Ct));
        Assert.False(await Lease(id, 1).AmendAsync([before.Item2[0]], new Recheck([Grant(0)], "note"), now, Ct));
        Assert.False(await Lease(id, 1).ConfirmAsync([MemberAt(0)], now.AddHours(1), Ct));
        Assert.False(await Lease(id, 1).NoteAsync(new AbsenceNotes([AbsenceOf(0, id)], []), Ct));
        Assert.False(await Lease(id, 1).EndChunkAsync(5, false, RunPhase.Waiting, now, Ct));
        Assert.False(await Lease(id, 1).EndAsync(RunPhase.Failed, "error", Ct));
        Assert.False(await Lease(id, 1).PostponeAsync(now, "why", Ct));

        Assert.Equal(before.Item1, await GetAsync(id));
        Assert.Equal(before.Item2, await JournalAsync(id));
    }

    [Fact]
    public async Task A_run_that_has_ended_stays_as_it_ended()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        Assert.True(await Lease(id, 1).EndAsync(RunPhase.Failed, "The token was refused.", Ct));
        var before = await GetAsync(id);

        Assert.False(await Lease(id, 1).EndChunkAsync(5, false, RunPhase.Applying, null, Ct));
        Assert.False(await Lease(id, 1).CompleteAsync(Ct));

        Assert.Equal(before, await GetAsync(id));
        Assert.Equal((RunPhase.Failed, "The token was refused.", _clock.GetUtcNow()), (before.Phase, before.Error, before.EndedAt));
    }

    [Fact]
    public async Task A_page_is_added_to_the_counts_of_the_pages_before()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        Assert.True(await Lease(id, 1).Plan.ExpectMembersAsync(2345, Ct));

        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([.. Switch(3), (4, Loss(4)), (5, Grant(5, "The role is above the bot's."))]), Ct));
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([]) with { ListedUpTo = MemberAt(1999), Listed = 3, InScope = 2, Unknown = 0, Losing = 0 }, Ct));

        var run = await GetAsync(id);
        Assert.Equal((1003, 12, 1, 2, MemberAt(1999), 2345), (run.Listed, run.Total, run.Unknown, run.Losing, run.ListedUpTo, run.ApproximateMembers));
        Assert.Equal((3, 1, 0, 0), (run.Planned, run.Refused, run.Skipped, run.Applied));
        var obstacle = (await JournalAsync(id))[3];
        Assert.Equal((Outcome.Refused, "The role is above the bot's.", _clock.GetUtcNow()), (obstacle.Outcome, obstacle.Note, obstacle.EndedAt));
    }

    [Fact]
    public async Task The_end_of_planning_sets_the_phase_and_the_time()
    {
        var id = await InPhaseAsync(RunPhase.Planning);

        Assert.True(await Lease(id, 1).Plan.EndAsync(RunPhase.Completed, false, wouldBeHeld: false, "A dry run.", Ct));

        var run = await GetAsync(id);
        Assert.Equal((RunPhase.Completed, _clock.GetUtcNow(), _clock.GetUtcNow(), "A dry run."), (run.Phase, run.PlannedAt, run.EndedAt, run.Error));
        Assert.Equal((20, 0, 2), (run.Planned, run.Skipped, run.Losing));
    }

    [Fact]
    public async Task Losses_that_are_withheld_are_no_longer_planned_but_skipped()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, Loss(0)), .. Switch(1), (2, Loss(2) with { Obstacle = "The role is gone." })]), Ct);

        Assert.True(await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, true, wouldBeHeld: false, "Ethos was unwell.", Ct));

        var run = await GetAsync(id);
        Assert.Equal((2, 1, 1, 0, "Ethos was unwell."), (run.Planned, run.Skipped, run.Refused, run.Losing, run.Error));
        Assert.Equal([Outcome.Withheld, Outcome.Pending, Outcome.Pending, Outcome.Refused], (await JournalAsync(id)).Select(change => change.Outcome));
    }

    [Fact]
    public async Task The_note_of_the_plan_stays_beside_a_later_error()
    {
        var id = await InPhaseAsync(RunPhase.Planning);
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, "Nobody was demoted.", Ct);

        await Lease(id, 1).EndAsync(RunPhase.Failed, "The token was refused.", Ct);

        Assert.Equal("Nobody was demoted. The token was refused.", (await GetAsync(id)).Error);
    }

    [Fact]
    public async Task A_chunk_has_an_end_until_it_ends_and_is_counted()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.True(await Lease(id, 1).BeginChunkAsync(7, Ct));
        Assert.Equal((7, 1), ((await GetAsync(id)).ChunkEnd, (await GetAsync(id)).Chunks));
        Assert.True(await Lease(id, 1).EndChunkAsync(3, chunkGoesOn: true, RunPhase.Applying, _clock.GetUtcNow(), Ct));
        Assert.Equal((7, 3, _clock.GetUtcNow()), ((await GetAsync(id)).ChunkEnd, (await GetAsync(id)).NextIndex, (await GetAsync(id)).ResumesAt));
        Assert.True(await Lease(id, 1).EndChunkAsync(7, chunkGoesOn: false, RunPhase.Waiting, null, Ct));

        var run = await GetAsync(id);
        Assert.Equal((null, 7, 6, RunPhase.Waiting, null, null), (run.ChunkEnd, run.NextIndex, run.LastProcessedIndex, run.Phase, run.EndedAt, run.ResumesAt));
    }

    [Fact]
    public async Task The_last_chunk_ends_the_run()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.True(await Lease(id, 1).EndChunkAsync(10, chunkGoesOn: false, RunPhase.Completed, null, Ct));

        Assert.Equal((RunPhase.Completed, _clock.GetUtcNow()), ((await GetAsync(id)).Phase, (await GetAsync(id)).EndedAt));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
    }

    [Fact]
    public async Task No_checkpoint_takes_a_stop_back()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        await Store.RequestStopAsync(id, Ct);

        Assert.True(await Lease(id, 1).BeginChunkAsync(5, Ct));
        Assert.True(await Lease(id, 1).RecordAsync([], 1, Ct));
        Assert.True(await Lease(id, 1).PostponeAsync(_clock.GetUtcNow(), null, Ct));
        Assert.True(await Lease(id, 1).EndChunkAsync(5, false, RunPhase.Applying, null, Ct));

        Assert.Equal((true, 5), ((await GetAsync(id)).StopRequested, (await GetAsync(id)).NextIndex));
        Assert.Equal(LeaseState.StopRequested, await Lease(id, 1).CheckAsync(Ct));
    }

    [Fact]
    public async Task A_stop_asked_for_just_before_the_run_would_wait_stops_it()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        await Store.RequestStopAsync(id, Ct);

        Assert.True(await Lease(id, 1).EndChunkAsync(5, false, RunPhase.Waiting, null, Ct));

        Assert.Equal((RunPhase.Stopped, 5, _clock.GetUtcNow()), ((await GetAsync(id)).Phase, (await GetAsync(id)).NextIndex, (await GetAsync(id)).EndedAt));
        Assert.Equal(id, (await Store.ResumableAsync(_guild, Ct))?.Id);
    }

    [Fact]
    public async Task A_stop_asked_for_just_before_the_run_would_be_held_stops_it_unapproved()
    {
        var id = await InPhaseAsync(RunPhase.Planning);
        await Store.RequestStopAsync(id, Ct);

        Assert.True(await Lease(id, 1).Plan.EndAsync(RunPhase.Held, false, wouldBeHeld: false, "Too many.", Ct));

        Assert.Equal((RunPhase.Stopped, _clock.GetUtcNow()), ((await GetAsync(id)).Phase, (await GetAsync(id)).EndedAt));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Waiting)]
    [InlineData(RunPhase.Completed)]
    public async Task A_firing_cannot_end_a_run_in_a_phase_that_not_every_run_at_work_may_enter(RunPhase end)
    {
        var id = await InPhaseAsync(RunPhase.Planning);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Lease(id, 1).EndAsync(end, null, Ct));

        Assert.Contains($"cannot enter phase {end}", refused.Message, StringComparison.Ordinal);
        Assert.Equal((RunPhase.Planning, null), ((await GetAsync(id)).Phase, (await GetAsync(id)).EndedAt));
    }

    [Fact]
    public async Task A_plan_cannot_end_in_a_phase_that_does_not_follow_a_complete_plan()
    {
        var id = await InPhaseAsync(RunPhase.Planning);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Lease(id, 1).Plan.EndAsync(RunPhase.Waiting, false, wouldBeHeld: false, null, Ct));

        Assert.Equal((RunPhase.Planning, null), ((await GetAsync(id)).Phase, (await GetAsync(id)).PlannedAt));
    }

    [Fact]
    public async Task A_chunk_cannot_send_a_run_back_to_planning_or_hold_it()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        await Assert.ThrowsAsync<InvalidOperationException>(() => Lease(id, 1).EndChunkAsync(5, false, RunPhase.Planning, null, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Lease(id, 1).EndChunkAsync(5, false, RunPhase.Held, null, Ct));

        Assert.Equal((RunPhase.Applying, 0), ((await GetAsync(id)).Phase, (await GetAsync(id)).NextIndex));
    }
}
