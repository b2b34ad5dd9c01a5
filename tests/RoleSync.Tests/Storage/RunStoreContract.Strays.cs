using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage;

namespace RoleSync.Tests.Storage;

/// <content>Members with managed roles and without the verified role, and members who have nothing to lose.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task Strays_are_stored_with_their_page_replaced_listed_by_page_and_forgotten()
    {
        var strays = new StrayStore(Database);
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        Stray Seen(int index, params ulong[] roles) => new(MemberAt(index), [.. roles.Select(role => new RoleId(role))], _clock.GetUtcNow());
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([]) with { StrayNotes = new([Seen(1, 7), Seen(2, 7), Seen(3, ulong.MaxValue >> 1, 8)], []) }, Ct));

        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([]) with { StrayNotes = new([Seen(1, 9)], [MemberAt(2)]) }, Ct));

        var all = await strays.ListAsync(_guild, null, 10, Ct);
        Assert.Equal([MemberAt(1), MemberAt(3)], all.Select(stray => stray.Member));
        Assert.Equal([new RoleId(ulong.MaxValue >> 1), new RoleId(8)], all[1].Roles);
        Assert.Equal(_clock.GetUtcNow(), all[1].Since);
        Assert.Equal([MemberAt(1)], (await strays.ListAsync(_guild, null, 1, Ct)).Select(stray => stray.Member));
        Assert.Equal([MemberAt(3)], (await strays.ListAsync(_guild, MemberAt(1), 1, Ct)).Select(stray => stray.Member));
        Assert.Equal([MemberAt(3)], (await strays.BetweenAsync(_guild, MemberAt(1), MemberAt(3), Ct)).Select(stray => stray.Member));
        Assert.Equal([MemberAt(3)], (await strays.BetweenAsync(_guild, MemberAt(1), null, Ct)).Select(stray => stray.Member));
        Assert.Equal((2, 2), (await strays.CountAsync(_guild, Ct), (await strays.CountsAsync(Ct))[_guild]));
        Assert.Equal(0, await strays.CountAsync(new GuildId(2), Ct));
    }

    [Fact]
    public async Task What_a_plan_counts_beside_those_whom_it_asks_for_comes_back_from_it_and_from_a_copy()
    {
        Change[] planned = [Loss(0) with { ForStray = true }, Grant(0)];
        Assert.IsType<RunStart.Started>(await Store.StartAsync(Request() with { Kind = RunKind.DryRun }, Ct));
        var dry = await TakeAsync();
        var page = Page(planned.Select(change => (0, change))) with { Strays = 3, Unasked = 2, WithoutRoles = 4 };
        Assert.True(await dry.Lease.Plan.AddPageAsync(page, Ct));
        Assert.True(await dry.Lease.Plan.AddPageAsync(Page([]) with { Strays = 1, Unasked = 1, WithoutRoles = 1 }, Ct));
        Assert.True(await dry.Lease.Plan.EndAsync(RunPhase.Completed, withholdLosses: false, wouldBeHeld: false, null, Ct));
        var copy = await StartAsync();
        Assert.True(await (await TakeAsync()).Lease.Plan.CopyAsync(await GetAsync(dry.Run.Id), Ct));

        foreach (var run in (Run[])[await GetAsync(dry.Run.Id), await GetAsync(copy.Id)])
        {
            Assert.Equal((4, 3, 5, 17, 15), (run.Strays, run.Unasked, run.WithoutRoles, run.Asked, run.Holding));
            Assert.Equal(planned, (await JournalAsync(run.Id)).Select(change => change.Change));
        }
    }
}
