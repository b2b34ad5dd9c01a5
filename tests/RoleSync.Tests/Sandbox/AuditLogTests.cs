
namespace RoleSync.Tests.Sandbox;

public sealed class AuditLogTests
{
    [Fact]
    public async Task Every_change_of_roles_is_told_with_who_why_and_what()
    {
        await using var probe = await Probe.StartAsync();
        var guild = probe.Guild;
        var (member, known, revered) = (guild.VerifiedMembers()[0], guild.RoleId("ETHOS_ROLE_KNOWN"), guild.RoleId("ETHOS_ROLE_REVERED_HUMAN"));
        var log = $"/guilds/{guild.Id}/audit-logs";
        Assert.Equal((403, 50013), ((await probe.GetAsync(log)).Status, (int)(await probe.GetAsync(log)).Json["code"]!));
        guild.BotMayReadAuditLog = true;
        guild.SetRoles(member, guild.VerifiedRoleId, known);
        var from = guild.AuditLog.Count;

        guild.Revoke(member, known, by: 77, reason: "by hand");
        guild.Revoke(member, known, by: 77);
        await probe.PutRoleAsync(member, revered, request => request.Headers.TryAddWithoutValidation("X-Audit-Log-Reason", "run%201"));
        await probe.PatchRolesAsync(member, guild.VerifiedRoleId, known);

        var entries = guild.AuditLog.Skip(from).ToList();
        Assert.Equal([(77, "by hand"), (probe.Sandbox.World.BotId, "run 1"), (probe.Sandbox.World.BotId, null)], entries.Select(entry => (entry.By, entry.Reason)));
        Assert.Equal([known], entries[2].Added);
        Assert.Equal([revered], entries[2].Removed);
        var ascending = (await probe.GetAsync($"{log}?action_type=25&limit=2&after={entries[0].Id - 1}")).Json["audit_log_entries"]!.AsArray();
        Assert.Equal([$"{entries[0].Id}", $"{entries[1].Id}"], ascending.Select(entry => (string)entry!["id"]!));
        Assert.Equal(("$remove", $"{known}", $"{member}", "77"), ((string)ascending[0]!["changes"]![0]!["key"]!,
            (string)ascending[0]!["changes"]![0]!["new_value"]![0]!["id"]!, (string)ascending[0]!["target_id"]!, (string)ascending[0]!["user_id"]!));
        var newest = (await probe.GetAsync($"{log}?user_id={probe.Sandbox.World.BotId}")).Json["audit_log_entries"]!.AsArray();
        Assert.Equal([$"{entries[2].Id}", $"{entries[1].Id}"], newest.Select(entry => (string)entry!["id"]!));
        Assert.Equal(["$add", "$remove"], newest[0]!["changes"]!.AsArray().Select(change => (string)change!["key"]!));
        Assert.Empty((await probe.GetAsync($"{log}?action_type=24")).Json["audit_log_entries"]!.AsArray());
        Assert.Equal(400, (await probe.GetAsync($"{log}?limit=101")).Status);
    }
}
