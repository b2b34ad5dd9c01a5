using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Tests.Storage;

/// <content>What is known of members' roles while hand edits are reported only.</content>
public abstract partial class RunStoreContract
{
    [Fact]
    public async Task Known_roles_are_stored_with_their_page_replaced_and_forgotten()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        LastSeenRoles Known(int index, params byte[] roles) => new(MemberAt(index), roles, id);
        Assert.True(await Lease(id, 1).Plan.AddPageAsync(Page([]) with { LastSeenRoles = new([Known(1, 1), Known(2, 2), Known(3, 3)], []) }, Ct));

        await Lease(id, 1).Plan.AddPageAsync(Page([]) with { LastSeenRoles = new([Known(1, 7, 8)], [MemberAt(2)]) }, Ct);

        Assert.Equal([(MemberAt(1), "0708"), (MemberAt(3), "03")], Text(await Memory.LastSeenRolesBetweenAsync(_guild, null, MemberAt(9), Ct)));
        Assert.Equal([(MemberAt(3), "03")], Text(await Memory.LastSeenRolesBetweenAsync(_guild, MemberAt(1), MemberAt(3), Ct)));
        Assert.Equal([(MemberAt(1), "0708")], Text(await Memory.LastSeenRolesOfAsync(_guild, [MemberAt(1), MemberAt(2)], Ct)));
        Assert.Empty(await Memory.LastSeenRolesOfAsync(new GuildId(2), [MemberAt(1)], Ct));
        await Memory.ForgetLastSeenRolesAsync(new GuildId(2), Ct);
        Assert.Equal(2, (await Memory.LastSeenRolesBetweenAsync(_guild, null, MemberAt(9), Ct)).Count);
        await Memory.ForgetLastSeenRolesAsync(_guild, Ct);
        Assert.Empty(await Memory.LastSeenRolesBetweenAsync(_guild, null, MemberAt(9), Ct));

        static IEnumerable<(MemberId, string)> Text(IEnumerable<LastSeenRoles> known) =>
            known.OrderBy(item => item.Member).Select(item => (item.Member, Convert.ToHexString(item.Roles)));
    }

    [Fact]
    public async Task What_was_sent_to_a_member_since_a_run_is_what_was_written_or_may_have_been()
    {
        var id = await InPhaseAsync(Core.Runs.RunPhase.Applying);
        var pending = await Journal.PendingAsync(id, 0, 10, 10, Ct);
        var member = pending[0].Change.Member;

        await Lease(id, 1).RecordAsync([new(pending[0].Id, Outcome.Applied, null)], null, Ct);

        Assert.Equal([pending[0].Id], (await Journal.SentSinceAsync(_guild, [member], id, Ct)).Select(change => change.Id));
        Assert.Empty(await Journal.SentSinceAsync(_guild, [member], new(id.Value + 1), Ct));
        Assert.Empty(await Journal.SentSinceAsync(_guild, [MemberAt(400)], id, Ct));
    }

    [Fact]
    public async Task Members_who_are_left_to_a_person_are_counted_once()
    {
        var id = (await StartAsync()).Id;
        await Leases.TakeAsync(_guild, Ct);
        var edited = Loss(0) with { Obstacle = "By hand." };
        await Lease(id, 1).Plan.AddPageAsync(Page([(2, Grant(2))]) with { Unsent = [(0, edited, Outcome.Conflict), (0, edited, Outcome.Conflict), (1, Loss(1) with { Obstacle = "Left." }, Outcome.Gone)] }, Ct);

        Assert.Equal(1, await Journal.ConflictingMembersAsync(id, Ct));
    }
}
