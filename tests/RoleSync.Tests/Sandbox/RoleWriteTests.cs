using Microsoft.Extensions.Time.Testing;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

public sealed class RoleWriteTests
{
    [Fact]
    public async Task PUT_and_DELETE_grant_and_revoke_and_may_be_repeated()
    {
        await using var probe = await Probe.StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_RENOWNED_HUMAN"));
        var before = probe.Guild.RolesOf(member);
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
        Assert.Equal(before.Append(role).Order(), probe.Guild.RolesOf(member));
        Assert.Equal(204, (await probe.DeleteRoleAsync(member, role)).Status);
        Assert.Equal(204, (await probe.DeleteRoleAsync(member, role)).Status);
        Assert.Equal(before, probe.Guild.RolesOf(member));
        var journal = probe.Sandbox.Journal;
        Assert.Equal((4, 2), (journal.WriteCount, journal.RepeatedWrites));
        Assert.Equal([true, false, true, false], journal.Writes.Select(write => write.Changed));
    }

    [Fact]
    public async Task PATCH_sets_all_roles_and_answers_with_the_member()
    {
        await using var probe = await Probe.StartAsync();
        var member = probe.Guild.VerifiedMembers()[0];
        probe.Guild.SetRoles(member, probe.Guild.VerifiedRoleId, probe.Guild.RoleId("ETHOS_ROLE_KNOWN"));
        var wanted = new[] { probe.Guild.VerifiedRoleId, probe.Guild.RoleId("ETHOS_ROLE_ESTABLISHED") }.Order().ToArray();
        var reply = await probe.PatchRolesAsync(member, [.. wanted, probe.Guild.Id]);
        Assert.Equal(200, reply.Status);
        Assert.Equal(wanted.Select(id => $"{id}"), reply.Json["roles"]!.AsArray().Select(role => (string)role!));
        Assert.Equal(wanted, probe.Guild.RolesOf(member));
        Assert.Equal([WriteKind.Grant, WriteKind.Revoke], probe.Sandbox.Journal.Writes.Select(write => write.Kind));
    }

    [Fact]
    public async Task PATCH_may_neither_drop_nor_add_what_Discord_manages_or_what_is_above_the_bot()
    {
        await using var probe = await Probe.StartAsync();
        var member = probe.Guild.VerifiedMembers()[0];
        var booster = probe.Guild.Roles.Single(role => role.IsBooster).Id;
        var moderator = probe.Guild.Roles.Single(role => role.Name == "Moderator").Id;
        probe.Guild.SetRoles(member, probe.Guild.VerifiedRoleId, booster, moderator);
        Assert.Equal(400, (await probe.PatchRolesAsync(member, probe.Guild.VerifiedRoleId, moderator)).Status);
        Assert.Equal(403, (await probe.PatchRolesAsync(member, probe.Guild.VerifiedRoleId, booster)).Status);
        Assert.Equal(400, (await probe.PatchRolesAsync(member, probe.Guild.VerifiedRoleId, booster, moderator, probe.Guild.BotRoleId)).Status);
        Assert.Equal(3, probe.Guild.RolesOf(member).Length);
        Assert.Equal(200, (await probe.PatchRolesAsync(member, booster, moderator)).Status);
        Assert.Equal(new[] { booster, moderator }.Order(), probe.Guild.RolesOf(member));
        Assert.Equal(3, probe.Sandbox.Journal.Violations.Count);
    }

    [Fact]
    public async Task A_role_that_moved_above_the_bot_or_was_deleted_cannot_be_written_and_no_permission_means_none()
    {
        await using var probe = await Probe.StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_KNOWN"));
        var bot = probe.Guild.Roles.Single(one => one.Kind == RoleKind.Bot);
        probe.Guild.MoveRole(role, bot.Position);
        Assert.Equal(403, (await probe.PutRoleAsync(member, role)).Status); // of two equals the lower id is the higher role
        probe.Guild.MoveRole(role, bot.Position - 1);
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
        probe.Guild.BotMayManageRoles = false;
        Assert.Equal(50013, (int)(await probe.PutRoleAsync(member, role)).Json["code"]!);
        probe.Guild.BotMayManageRoles = true;
        probe.Guild.DeleteRole(role);
        Assert.Equal(10011, (int)(await probe.PutRoleAsync(member, role)).Json["code"]!);
        Assert.DoesNotContain(role, probe.Guild.RolesOf(member));
    }

    [Fact]
    public async Task Of_two_writes_of_one_member_in_flight_together_one_is_lost_though_both_succeed()
    {
        var clock = new FakeTimeProvider();
        await using var probe = await Probe.StartAsync(new SandboxOptions { NetworkDelay = TimeSpan.FromMilliseconds(300), Time = clock });
        var member = probe.Guild.VerifiedMembers()[0];
        probe.Guild.SetRoles(member, probe.Guild.VerifiedRoleId);
        ulong[] roles = [probe.Guild.RoleId("ETHOS_ROLE_KNOWN"), probe.Guild.RoleId("ETHOS_ROLE_REVERED")];
        var both = Task.WhenAll(roles.Select(role => probe.PutRoleAsync(member, role)));
        while (probe.Sandbox.Journal.PeakInFlight.GetValueOrDefault(("MemberRoles", probe.Guild.Id)) < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Probe.Ct);
        }
        while (!both.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(150));
            await Task.WhenAny(both, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Probe.Ct));
        }
        var replies = await both;
        Assert.All(replies, reply => Assert.Equal(204, reply.Status));
        Assert.Single(probe.Guild.RolesOf(member).Intersect(roles));
        Assert.Equal(1, probe.Sandbox.Journal.OverlappingWrites);
        Assert.Single(probe.Sandbox.Journal.Writes, write => write.Lost);
        Assert.Equal(2, probe.Sandbox.Journal.PeakInFlight[("MemberRoles", probe.Guild.Id)]);
    }

    [Fact]
    public async Task Writes_of_different_members_may_overlap_and_writes_one_after_the_other_are_never_lost()
    {
        await using var probe = await Probe.StartAsync();
        var role = probe.Guild.RoleId("ETHOS_ROLE_REVERED");
        var members = probe.Guild.VerifiedMembers()[..5];
        await Task.WhenAll(members.Select(member => probe.PutRoleAsync(member, role)));
        for (var write = 0; write < 5; write++)
        {
            await probe.DeleteRoleAsync(members[0], role);
        }
        Assert.Equal(0, probe.Sandbox.Journal.OverlappingWrites);
        Assert.DoesNotContain(role, probe.Guild.RolesOf(members[0]));
        Assert.All(members[1..], member => Assert.Contains(role, probe.Guild.RolesOf(member)));
    }

    [Fact]
    public async Task The_audit_log_reason_is_decoded_and_too_long_or_raw_ones_are_refused()
    {
        await using var probe = await Probe.StartAsync();
        var (member, role) = (probe.Guild.VerifiedMembers()[0], probe.Guild.RoleId("ETHOS_ROLE_KNOWN"));
        await WithReasonAsync(Uri.EscapeDataString("rolesync run 42: score 1640, Known → Established"));
        Assert.Equal("rolesync run 42: score 1640, Known → Established", probe.Sandbox.Journal.Writes.Single().Reason);
        Assert.Equal(204, (await WithReasonAsync(Uri.EscapeDataString(new string('→', 512)))).Status);
        Assert.Empty(probe.Sandbox.Journal.Violations);
        Assert.Equal(400, (await WithReasonAsync(new string('x', 513))).Status);
        Assert.Single(probe.Sandbox.Journal.Violations);

        Task<Reply> WithReasonAsync(string reason) =>
            probe.PutRoleAsync(member, role, request => request.Headers.TryAddWithoutValidation("X-Audit-Log-Reason", reason));
    }

    [Fact]
    public async Task The_251st_role_is_one_too_many()
    {
        await using var probe = await Probe.StartAsync();
        while (probe.Guild.Roles.Count < 249)
        {
            probe.Guild.AddRole("filler");
        }
        var created = await probe.DiscordAsync("POST", $"/guilds/{probe.Guild.Id}/roles", """{"name":"Last"}""");
        var refused = await probe.DiscordAsync("POST", $"/guilds/{probe.Guild.Id}/roles", """{"name":"Too many"}""");
        Assert.Equal((200, 30005), (created.Status, (int)refused.Json["code"]!));
        var (member, role) = (probe.Guild.VerifiedMembers()[0], ulong.Parse((string)created.Json["id"]!));
        Assert.Equal(204, (await probe.PutRoleAsync(member, role)).Status);
        Assert.Contains(role, probe.Guild.RolesOf(member));
    }
}
