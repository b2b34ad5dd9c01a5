using System.Numerics;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Sandbox;

/// <summary>Single roles and single commands.</summary>
public sealed class RouteTests
{
    [Fact]
    public async Task A_role_can_be_made_read_edited_and_deleted()
    {
        await using var probe = await Probe.StartAsync();
        var roles = $"/guilds/{probe.Guild.Id}/roles";
        var made = await probe.DiscordAsync("POST", roles, """{"name":"New","colors":{"primary_color":8019616},"hoist":true}""");
        var one = $"{roles}/{(string)made.Json["id"]!}";
        Assert.Equal((8019616, 8019616), ((int)made.Json["color"]!, (int)made.Json["colors"]!["primary_color"]!));
        Assert.Equal(made.Body, (await probe.GetAsync(one)).Body);
        var edited = await probe.DiscordAsync("PATCH", one, """{"name":"Newer","color":1}""");
        Assert.Equal(("Newer", 1, true), ((string)edited.Json["name"]!, (int)edited.Json["color"]!, (bool)edited.Json["hoist"]!));
        Fits("/guilds/{guild_id}/roles", edited);
        Assert.Equal((400, 50035), Refused(await probe.DiscordAsync("PATCH", one, """{"mentionable":"no"}""")));
        Assert.Equal(204, (await probe.DiscordAsync("DELETE", one)).Status);
        Assert.Equal((404, 10011), Refused(await probe.GetAsync(one)));
        Assert.Equal((404, 10011), Refused(await probe.DiscordAsync("DELETE", one)));
    }

    [Fact]
    public async Task A_role_above_the_bot_or_of_an_integration_stays_as_it_is()
    {
        await using var probe = await Probe.StartAsync();
        var above = probe.Guild.Roles.Single(role => role.Name == "Moderator").Id;
        var booster = probe.Guild.Roles.Single(role => role.IsBooster).Id;
        Assert.Equal((403, 50013), Refused(await probe.DiscordAsync("PATCH", $"/guilds/{probe.Guild.Id}/roles/{above}", """{"name":"x"}""")));
        Assert.Equal((403, 50013), Refused(await probe.DiscordAsync("DELETE", $"/guilds/{probe.Guild.Id}/roles/{above}")));
        Assert.Equal((400, 50028), Refused(await probe.DiscordAsync("DELETE", $"/guilds/{probe.Guild.Id}/roles/{booster}")));
        Assert.Equal((400, 50028), Refused(await probe.DiscordAsync("DELETE", $"/guilds/{probe.Guild.Id}/roles/{probe.Guild.Id}")));
    }

    [Fact]
    public async Task Permissions_may_have_more_than_64_bits()
    {
        await using var probe = await Probe.StartAsync();
        var role = probe.Guild.AddRole(new SandboxRole(0, "Of the future", 1, 8, RoleKind.Foreign) { PermissionsBeyond64 = 4 });
        var read = await probe.GetAsync($"/guilds/{probe.Guild.Id}/roles/{role.Id}");
        Assert.Equal(((BigInteger)4 << 64) + 8, BigInteger.Parse((string)read.Json["permissions"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("/applications/BOT/commands")]
    [InlineData("/applications/BOT/guilds/GUILD/commands")]
    public async Task A_command_can_be_made_read_edited_and_deleted(string template)
    {
        await using var probe = await Probe.StartAsync();
        var path = template.Replace("BOT", $"{probe.Sandbox.World.BotId}", StringComparison.Ordinal).Replace("GUILD", $"{probe.Guild.Id}", StringComparison.Ordinal);
        var made = await probe.DiscordAsync("POST", path, """{"name":"Show Score","type":2}""");
        Assert.Equal((201, 200), (made.Status, (await probe.DiscordAsync("POST", path, """{"name":"Show Score","type":2,"nsfw":true}""")).Status));
        var one = $"{path}/{(string)made.Json["id"]!}";
        Assert.True((bool)(await probe.GetAsync(one)).Json["nsfw"]!);
        var edited = await probe.DiscordAsync("PATCH", one, """{"name":"Score"}""");
        Assert.Equal(((string)made.Json["id"]!, "Score", 2), ((string)edited.Json["id"]!, (string)edited.Json["name"]!, (int)edited.Json["type"]!));
        Assert.Equal((400, 50035), Refused(await probe.DiscordAsync("PATCH", one, """{"description":"x"}""")));

        // The list keeps the ids of what stays.
        var put = await probe.DiscordAsync("PUT", path, """[{"name":"ping","description":"x"},{"name":"Score","type":2},{"name":"Score","type":3}]""");
        Assert.Equal((string)made.Json["id"]!, (string)put.Json[1]!["id"]!);
        Assert.Equal(3, put.Json.AsArray().Select(command => (string)command!["id"]!).Distinct().Count());
        Assert.Equal(204, (await probe.DiscordAsync("DELETE", one)).Status);
        Assert.Equal((404, 10063), Refused(await probe.DiscordAsync("DELETE", one)));
        Assert.Equal((404, 10063), Refused(await probe.GetAsync(one)));
        Assert.Equal(2, (await probe.GetAsync(path)).Json.AsArray().Count);
    }

    [Fact]
    public async Task Permissions_of_commands_can_be_read_and_only_people_set_them()
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/applications/{probe.Sandbox.World.BotId}/guilds/{probe.Guild.Id}/commands";
        var id = (string)(await probe.DiscordAsync("POST", path, """{"name":"a","description":"x"}""")).Json["id"]!;
        Assert.Equal("[]", (await probe.GetAsync($"{path}/permissions")).Body);
        Assert.Equal((404, 10066), Refused(await probe.GetAsync($"{path}/{id}/permissions")));
        Assert.Equal((404, 10063), Refused(await probe.GetAsync($"{path}/12345678901234567/permissions")));
        Assert.Equal((403, 20001), Refused(await probe.DiscordAsync("PUT", $"{path}/{id}/permissions", """{"permissions":[]}""")));
    }

    private static (int, int) Refused(Reply reply) => (reply.Status, (int)reply.Json["code"]!);

    private static void Fits(string template, Reply reply) => Assert.Empty(Contract.Discord.Breaches("POST", template, reply.Status, reply.Body));
}
