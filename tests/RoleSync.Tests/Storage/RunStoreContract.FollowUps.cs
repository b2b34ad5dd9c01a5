using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Tests.Storage;

/// <content>Runs that follow from another one: undos, and the plan of a dry run.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task A_run_that_takes_a_plan_has_a_copy_of_it_and_the_plan_stays_as_it_was()
    {
        var plan = await InPhaseAsync(RunPhase.Applying);
        await EndActiveAsync();
        var before = await JournalAsync(plan);
        var run = await FollowAsync(RunKind.Sync, plan);
        _clock.Advance(TimeSpan.FromMinutes(20));

        Assert.True(await Lease(run.Id, run.Epoch).Plan.CopyAsync(await GetAsync(plan), Ct));

        var copy = await JournalAsync(run.Id);
        Assert.Equal(before.Select(item => (item.Index, item.Change, item.Outcome, item.PlannedAt)), copy.Select(item => (item.Index, item.Change, item.Outcome, item.PlannedAt)));
        Assert.All(copy, item => Assert.Equal(run.Id, item.Run));
        Assert.Equal(before, await JournalAsync(plan));
        var taken = await GetAsync(run.Id);
        Assert.Equal((plan, 10, 20, 1, 2, MemberAt(999)), (taken.Of!.Value, taken.Total, taken.Planned, taken.Unknown, taken.Losing, taken.ListedUpTo!.Value));
        Assert.False(await Lease(run.Id, run.Epoch - 1).Plan.CopyAsync(await GetAsync(plan), Ct));
    }

    [Fact]
    public async Task What_is_not_to_be_sent_is_listed_with_its_outcome_behind_the_members_other_changes()
    {
        var run = await StartAsync();
        await Leases.TakeAsync(_guild, Ct);
        var page = Page([(0, Grant(0)), (1, Grant(1))]) with
        {
            Unsent = [(0, Loss(0) with { Obstacle = "Somebody took it." }, Outcome.Conflict), (2, Loss(2) with { Obstacle = "Left." }, Outcome.Gone)],
        };

        Assert.True(await Lease(run.Id, 1).Plan.AddPageAsync(page, Ct));

        Assert.Equal(
            [(0, Outcome.Pending, null), (0, Outcome.Conflict, "Somebody took it."), (1, Outcome.Pending, null), (2, Outcome.Gone, "Left.")],
            (await JournalAsync(run.Id)).Select(item => (item.Index, item.Outcome, item.Note)));
        Assert.Equal((2, 2), ((await GetAsync(run.Id)).Planned, (await GetAsync(run.Id)).Skipped));
    }

    [Fact]
    public async Task A_refusal_that_an_earlier_run_has_listed_is_counted_and_not_stored_again()
    {
        var first = await StandingAsync(Grant(0, "Above the bot."), Loss(1) with { Obstacle = "Above the bot." }, Grant(2));
        await Lease(first, 1).RecordAsync([new((await JournalAsync(first))[2].Id, Outcome.Applied)], null, Ct);
        await EndActiveAsync();

        var second = await StandingAsync(Grant(0, "Above the bot."), Loss(1) with { Obstacle = "The role is gone." }, Grant(2, "Above the bot."), Grant(3, "Above the bot."));

        Assert.Equal(
            [(1, "The role is gone."), (2, "Above the bot."), (3, "Above the bot.")],
            (await JournalAsync(second)).Select(item => (item.Index, item.Note)));
        Assert.Equal((4, 0), ((await GetAsync(second)).Refused, (await GetAsync(second)).Planned));
        await EndActiveAsync();
        var third = await StandingAsync(Loss(1) with { Obstacle = "Above the bot." }, Loss(3) with { Obstacle = "Above the bot." }, Grant(3));
        Assert.Equal([1, 3, 3], (await JournalAsync(third)).Select(item => item.Index));

        async Task<RunId> StandingAsync(params Change[] changes)
        {
            var run = await StartAsync();
            await TakeAsync();
            var page = Page(changes.Select(change => ((int)(change.Member.Value - MemberAt(0).Value), change))) with { CountsWhatStands = true };
            Assert.True(await Lease(run.Id, 1).Plan.AddPageAsync(page, Ct));
            await Lease(run.Id, 1).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
            return run.Id;
        }
    }

    [Fact]
    public async Task What_a_run_wrote_is_read_by_whole_members_and_what_came_after_it_by_member()
    {
        var first = await InPhaseAsync(RunPhase.Applying);
        var ids = (await JournalAsync(first)).Select(item => item.Id).ToList();
        await Lease(first, 1).RecordAsync([.. ids.Take(5).Select(id => new ChangeOutcome(id, Outcome.Applied))], 2, Ct);
        await EndActiveAsync();
        var undo = await FollowAsync(RunKind.Undo, first);
        await Lease(undo.Id, undo.Epoch).Plan.AddPageAsync(Page([(0, Loss(0)), (1, Loss(1))]), Ct);
        await Lease(undo.Id, undo.Epoch).Plan.EndAsync(RunPhase.Applying, false, wouldBeHeld: false, null, Ct);
        await Lease(undo.Id, undo.Epoch).RecordAsync([new((await JournalAsync(undo.Id))[0].Id, Outcome.Applied)], 1, Ct);

        Assert.Equal(ids.Take(5), (await Journal.AppliedAsync(first, 0, 300, Ct)).Select(item => item.Id));
        Assert.Equal([1, 1, 2], (await Journal.AppliedAsync(first, 1, 300, Ct)).Select(item => item.Index));
        Assert.Equal([(undo.Id, MemberAt(0))], (await Journal.AppliedSinceAsync(_guild, [MemberAt(0), MemberAt(1)], first, Ct)).Select(item => (item.Run, item.Change.Member)));
        Assert.Empty(await Journal.AppliedSinceAsync(_guild, [MemberAt(1)], first, Ct));
        Assert.Equal([undo.Id], await Store.UndosOfAsync(first, Ct));
        Assert.Empty(await Store.UndosOfAsync(undo.Id, Ct));
    }

    private async Task<Run> FollowAsync(RunKind kind, RunId of)
    {
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Kind = kind, Of = of }, Ct));
        return (await TakeAsync()).Run;
    }
}
