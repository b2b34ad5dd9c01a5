using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Tests.Storage;

/// <content>A plan that is amended because the members were read again.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task An_amended_member_is_done_anew_in_its_place()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var done = (await JournalAsync(id))[4].Id;
        await Lease(id, 1).RecordAsync([new(done, Outcome.Applied)], null, Ct);
        var later = _clock.GetUtcNow().AddMinutes(20);

        Assert.True(await Lease(id, 1).AmendAsync(await OfMemberAsync(id, 2), new Recheck([Loss(2), Grant(2, "The role is gone.")], "The score moved on."), later, Ct));

        var journal = (await JournalAsync(id)).Where(change => change.Index == 2).ToList();
        Assert.Equal([Outcome.Applied, Outcome.Stale, Outcome.Pending, Outcome.Refused], journal.Select(change => change.Outcome));
        Assert.Equal(("The score moved on.", Loss(2), later), (journal[1].Note, journal[2].Change, journal[2].PlannedAt));
        Assert.Equal([1, 1, 2, 3, 3], Indices(await Journal.PendingAsync(id, 1, 4, 10, Ct)));
        var run = await GetAsync(id);
        Assert.Equal((21, 1, 1, 1), (run.Planned, run.Applied, run.Refused, run.Skipped));
    }

    [Fact]
    public async Task A_member_for_whom_nothing_is_left_to_do_is_amended_to_nothing()
    {
        var id = await InPhaseAsync(RunPhase.Applying);

        Assert.True(await Lease(id, 1).AmendAsync(await OfMemberAsync(id, 0), new Recheck([], "A moderator did it."), _clock.GetUtcNow(), Ct));

        Assert.Equal([1, 1], Indices(await Journal.PendingAsync(id, 0, 2, 10, Ct)));
        Assert.Equal((20, 2), ((await GetAsync(id)).Planned, (await GetAsync(id)).Skipped));
    }

    [Fact]
    public async Task A_member_whom_somebody_settled_after_the_look_is_not_amended()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var looked = await OfMemberAsync(id, 2);
        await Verifications.SupersedeAsync(_guild, MemberAt(2), hasWritten: true, Ct);
        var before = (await GetAsync(id), await JournalAsync(id));

        Assert.True(await Lease(id, 1).AmendAsync(looked, new Recheck([Loss(2)], "An older look.") { Absence = new AbsenceNotes([AbsenceOf(2, id)], []) }, _clock.GetUtcNow(), Ct));

        Assert.Equal(before.Item1, await GetAsync(id));
        Assert.Equal(before.Item2, await JournalAsync(id));
        Assert.Empty(await Memory.AbsencesOfAsync(_guild, [MemberAt(2)], Ct));
    }

    [Fact]
    public async Task A_member_who_is_amended_without_end_is_an_error_and_nothing_is_lost()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var before = await GetAsync(id);

        var looked = await OfMemberAsync(id, 0);

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Lease(id, 1).AmendAsync(looked, new Recheck([.. Enumerable.Repeat(Grant(0), 255)], "note"), _clock.GetUtcNow(), Ct));

        Assert.Contains("256", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await GetAsync(id));
    }

    [Fact]
    public async Task Confirmed_members_are_as_fresh_as_the_second_look()
    {
        var id = await InPhaseAsync(RunPhase.Applying);
        var planned = _clock.GetUtcNow();
        var done = (await JournalAsync(id))[2].Id;
        await Lease(id, 1).RecordAsync([new(done, Outcome.Applied)], null, Ct);

        Assert.True(await Lease(id, 1).ConfirmAsync([MemberAt(1), MemberAt(3)], planned.AddMinutes(20), Ct));

        var fresh = (await JournalAsync(id)).Where(change => change.PlannedAt > planned).ToList();
        Assert.Equal([1, 3, 3], Indices(fresh));
        Assert.Equal(planned.AddMinutes(20), fresh[0].PlannedAt);
    }
}
