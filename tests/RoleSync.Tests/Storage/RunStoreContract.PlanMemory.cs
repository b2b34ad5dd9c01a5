using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Tests.Storage;

/// <content>What planning remembers beside the changes.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task Absences_are_noted_with_their_page_replaced_and_forgotten()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        var (first, second) = (AbsenceOf(1, id), AbsenceOf(2, id));
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([]) with { Absences = new AbsenceNotes([first, second], []), Awaiting = 2 }, Ct));
        Assert.Equal(2, (await GetAsync(id)).Awaiting);
        Assert.Equal([first, second], (await Memory.AbsencesBetweenAsync(_guild, null, MemberAt(9), Ct)).OrderBy(absence => absence.Member));

        var again = first with { Observations = 2, LastSeen = first.LastSeen.AddMinutes(10) };
        Assert.True(await Lease(id, 1).NoteAsync(new AbsenceNotes([again], [second.Member]), Ct));

        Assert.Equal([again], await Memory.AbsencesBetweenAsync(_guild, null, MemberAt(9), Ct));
    }

    [Fact]
    public async Task Absences_are_found_by_range_and_by_member_in_their_guild_only()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).NoteAsync(new AbsenceNotes([.. Enumerable.Range(1, 4).Select(index => AbsenceOf(index, id))], []), Ct);

        Assert.Equal([MemberAt(2), MemberAt(3)], (await Memory.AbsencesBetweenAsync(_guild, MemberAt(1), MemberAt(3), Ct)).Select(absence => absence.Member).Order());
        Assert.Equal([MemberAt(1), MemberAt(4)], (await Memory.AbsencesOfAsync(_guild, [MemberAt(4), MemberAt(1), MemberAt(7)], Ct)).Select(absence => absence.Member).Order());
        Assert.Empty(await Memory.AbsencesOfAsync(new GuildId(2), [MemberAt(1)], Ct));
    }

    [Fact]
    public async Task A_page_that_cannot_be_stored_leaves_no_look_behind()
    {
        var id = await InPhaseAsync(RunPhase.Planning);
        var page = Page([(0, Grant(0))]) with { Absences = new AbsenceNotes([AbsenceOf(1, id)], []), Unresolved = [UnresolvedOf(5)] };

        await Assert.ThrowsAnyAsync<Exception>(() => Lease(id, 1).Plan.AddPageAsync(page, Ct));

        Assert.Empty(await Memory.AbsencesBetweenAsync(_guild, null, MemberAt(9), Ct));
        Assert.Empty(await Memory.UnresolvedAsync(id, 10, Ct));
    }

    [Fact]
    public async Task Unresolved_members_come_back_in_order_until_they_are_settled()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        UnresolvedMember[] unresolved = [UnresolvedOf(3), UnresolvedOf(5), UnresolvedOf(8)];
        await Lease(id, 1).Plan.AddPageAsync(Page([]) with { Unknown = 3, Unresolved = unresolved }, Ct);
        var found = await Memory.UnresolvedAsync(id, 2, Ct);
        Assert.Equal([3, 5], found.Select(doubt => doubt.Index));
        Assert.Equal((unresolved[0].Member.Id, unresolved[0].ListedAt), (found[0].Member.Id, found[0].ListedAt));
        Assert.Equal(unresolved[0].Member.Roles, found[0].Member.Roles);

        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([.. Switch(3)]) with { Listed = 0, InScope = 0, Losing = 0, Unknown = -1, SettledUpTo = 5 }, Ct));

        Assert.Equal([8], (await Memory.UnresolvedAsync(id, 10, Ct)).Select(doubt => doubt.Index));
        var run = await GetAsync(id);
        Assert.Equal((2, 10, 2, 1000), (run.Unknown, run.Total, run.Planned, run.Listed));
        await Lease(id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        Assert.Empty(await Memory.UnresolvedAsync(id, 10, Ct));
    }

    [Fact]
    public async Task A_new_run_forgets_the_unresolved_members_of_one_that_never_was_planned()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([]) with { Unresolved = [UnresolvedOf(3)] }, Ct);
        await Lease(id, 1).EndAsync(RunPhase.Stopped, null, Ct);
        Assert.Single(await Memory.UnresolvedAsync(id, 10, Ct));

        await StartAsync();

        Assert.Empty(await Memory.UnresolvedAsync(id, 10, Ct));
    }

    [Fact]
    public async Task The_holders_of_the_tier_roles_are_those_of_the_last_page_that_counted_them()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        Assert.Empty(await Memory.HoldersAsync(id, Ct));

        await Lease(id, 1).Plan.AddPageAsync(Page([]) with { Holders = new Dictionary<RoleId, int> { [new(71)] = 30, [new(long.MaxValue)] = 2 } }, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([]), Ct);

        Assert.Equal(
            [KeyValuePair.Create(new RoleId(71), 30), KeyValuePair.Create(new RoleId(long.MaxValue), 2)],
            (await Memory.HoldersAsync(id, Ct)).OrderBy(role => role.Key));
    }

    [Fact]
    public async Task The_losses_of_a_tier_are_the_pending_ones_that_take_it()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, TierLoss(0)), (1, TierLoss(1)), (2, TierLoss(2) with { Obstacle = "Gone." }), (3, Loss(3)), .. Switch(4)]), Ct);

        Assert.Equal([KeyValuePair.Create(new RoleId(71), 2)], await Journal.TierLossesAsync(id, Ct));
    }

    [Fact]
    public async Task Who_lost_something_and_is_about_to_lose_more_is_counted_once()
    {
        var older = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(older, 1).Plan.AddPageAsync(Page([(0, Loss(0)), (1, Loss(1)), (2, Loss(2))]), Ct);
        await Lease(older, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        await Lease(older, 1).RecordAsync([.. (await JournalAsync(older)).Select(change => new ChangeOutcome(change.Id, Outcome.Applied))], null, Ct);
        await Lease(older, 1).CompleteAsync(Ct);
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        await Lease(id, 1).Plan.AddPageAsync(Page([(0, TierLoss(0)), (1, Grant(1)), (5, Loss(5))]), Ct);

        Assert.Equal(3, await Journal.RemovalsSinceAsync(_guild, _clock.GetUtcNow().AddDays(-1), null, Ct));
        Assert.Equal(2, await Journal.RemovalsSinceAsync(_guild, _clock.GetUtcNow().AddDays(-1), id, Ct));
    }

    private Task<IReadOnlyList<StoredChange>> OfMemberAsync(RunId run, int index) => Journal.PendingAsync(run, index, index + 1, 1, Ct);

    [Fact]
    public async Task A_fresh_look_lists_what_it_would_take_beyond_the_plan_and_does_not_send_it()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.True(await Lease(id, 1).AmendAsync(await OfMemberAsync(id, 2), new Recheck([Grant(2)], "Moved on.") { Beyond = [Loss(2)], Absence = new AbsenceNotes([AbsenceOf(2, id)], []) }, _clock.GetUtcNow(), Ct));

        Assert.Equal([Grant(2)], (await Journal.PendingAsync(id, 2, 3, 10, Ct)).Select(change => change.Change));
        var beyond = (await Journal.ChangesAsync(id, 0, 100, Outcome.Stale, MemberAt(2), Ct))[^1];
        Assert.Equal((Loss(2), Recheck.BeyondNote), (beyond.Change, beyond.Note));
        Assert.Equal((21, 3), ((await GetAsync(id)).Planned, (await GetAsync(id)).Skipped));
        Assert.Single(await Memory.AbsencesOfAsync(_guild, [MemberAt(2)], Ct));
    }

    [Fact]
    public async Task A_run_that_has_been_held_for_too_long_is_rejected_by_itself_and_says_so()
    {
        var id = await InPhaseAsync(RunPhase.Held);
        var held = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromHours(1));

        await Store.ExpireHeldAsync(held.AddMilliseconds(-1), "expired", Ct);
        Assert.Equal(RunPhase.Held, (await GetAsync(id)).Phase);
        await Store.ExpireHeldAsync(held, "expired", Ct);

        var run = await GetAsync(id);
        Assert.Equal((RunPhase.Stopped, "expired", _clock.GetUtcNow()), (run.Phase, run.DecidedBy, run.EndedAt));
        Assert.False(await Store.DecideAsync(id, true, "Ada", Ct));
        Assert.Null(await Store.ResumableAsync(_guild, Ct));
    }

    private static Change TierLoss(int index) =>
        new(MemberAt(index), new RoleId(71), ChangeKind.Revoke, Direction.Loss, true, "no Ethos profile", "Known -> none");

    private Absence AbsenceOf(int index, RunId run) => Absence.Observe(null, MemberAt(index), run, _clock.GetUtcNow(), default);

    private UnresolvedMember UnresolvedOf(int index) => new(index, new Member(MemberAt(index), [new(70), new(71)], IsBot: false), _clock.GetUtcNow());
}
