using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox.Contracts;

public sealed class DiscordContractTests
{
    private static readonly GuildOptions _guild = new() { Members = 1500, Bots = 30, WrongShare = 0.2, VerifiedShare = 0.8 };

    [Theory]
    [InlineData("/users/@me", "/users/@me")]
    [InlineData("/applications/@me", "/applications/@me")]
    [InlineData("/applications/@me", "/oauth2/applications/@me")]
    [InlineData("/gateway/bot", "/gateway/bot")]
    [InlineData("/guilds/{guild_id}", "/guilds/GUILD")]
    [InlineData("/guilds/{guild_id}", "/guilds/GUILD?with_counts=true")]
    [InlineData("/guilds/{guild_id}/roles", "/guilds/GUILD/roles")]
    [InlineData("/guilds/{guild_id}/members", "/guilds/GUILD/members?limit=1000")]
    [InlineData("/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER")]
    public async Task Every_answer_to_a_read_fits_the_contract(string template, string path)
    {
        await using var probe = await Probe.StartAsync(_guild);
        var reply = await probe.GetAsync(Fill(probe, path));
        Assert.Equal(200, reply.Status);
        Fits("GET", template, reply);
    }

    [Theory]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":"New"}""", 200)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":"New","permissions":0,"color":8022447,"hoist":false,"mentionable":true}""", 200)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":null,"colors":{"primary_color":255,"secondary_color":null},"permissions":"0"}""", 200)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{}""", 200)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":null}""", 200)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":[ROLE]}""", 200)]
    [InlineData("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/ROLE", null, 204)]
    [InlineData("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/ROLE", null, 204)]
    [InlineData("PUT", "/applications/{application_id}/commands", "/applications/BOT/commands", """[{"name":"ethos_sync","description":"Sync"}]""", 200)]
    [InlineData("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", "/applications/BOT/guilds/GUILD/commands",
        """[{"name":"ethos_sync","description":"Sync","default_member_permissions":"268435456"}]""", 200)]
    [InlineData("POST", "/webhooks/{webhook_id}/{webhook_token}", "/webhooks/HOOK?wait=true", """{"content":"done"}""", 200)]
    [InlineData("POST", "/webhooks/{webhook_id}/{webhook_token}", "/webhooks/HOOK", """{"content":"done"}""", 204)]
    [InlineData("POST", "/channels/{channel_id}/messages", "/channels/CHANNEL/messages", """{"content":"hello"}""", 200)]
    public async Task Every_answer_to_a_write_fits_the_contract(string method, string template, string path, string? body, int status)
    {
        await using var probe = await Probe.StartAsync(_guild);
        var reply = await probe.DiscordAsync(method, Fill(probe, path), body is null ? null : Fill(probe, body));
        Assert.Equal(status, reply.Status);
        Fits(method, template, reply);
    }

    [Theory]
    [InlineData("GET", "/guilds/{guild_id}", "/guilds/1", null, 404, 10004)]
    [InlineData("GET", "/guilds/{guild_id}", "/guilds/abc", null, 400, 50035)]
    [InlineData("GET", "/guilds/{guild_id}/members", "/guilds/GUILD/members?limit=0", null, 400, 50035)]
    [InlineData("GET", "/guilds/{guild_id}/members", "/guilds/GUILD/members?limit=1001", null, 400, 50035)]
    [InlineData("GET", "/guilds/{guild_id}/members", "/guilds/GUILD/members?after=x", null, 400, 50035)]
    [InlineData("GET", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/1", null, 404, 10007)]
    [InlineData("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/1/roles/ROLE", null, 404, 10007)]
    [InlineData("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/1", null, 404, 10011)]
    [InlineData("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/GUILD", null, 404, 10011)]
    [InlineData("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/MODERATOR", null, 403, 50013)]
    [InlineData("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "/guilds/GUILD/members/MEMBER/roles/BOOSTER", null, 400, 50028)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":[1.5]}""", 400, 50035)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":"1"}""", 400, 50035)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":["1"]}""", 404, 10011)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":[1]}""", 404, 10011)]
    [InlineData("PATCH", "/guilds/{guild_id}/members/{user_id}", "/guilds/GUILD/members/MEMBER", """{"roles":""", 400, 50109)]
    [InlineData("POST", "/webhooks/{webhook_id}/{webhook_token}", "/webhooks/1/nothing", """{"content":"x"}""", 404, 10015)]
    [InlineData("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "/webhooks/BOT/anything/messages/@original", """{"content":"x"}""", 404, 10015)]
    [InlineData("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "/webhooks/HOOK/messages/5", """{"content":"x"}""", 404, 10008)]
    [InlineData("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", "/webhooks/1/nothing/messages/5", """{"content":"x"}""", 404, 10015)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":"x","permissions":8}""", 403, 50013)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":""}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"color":16777216}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"color":"red"}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"colors":{"primary_color":"red"}}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"colors":16}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"hoist":"yes"}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"name":7}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"permissions":"many"}""", 400, 50035)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"permissions":"36893488147419103232"}""", 403, 50013)]
    [InlineData("POST", "/guilds/{guild_id}/roles", "/guilds/GUILD/roles", """{"colors":{"primary_color":1,"secondary_color":2}}""", 400, 50101)]
    [InlineData("POST", "/channels/{channel_id}/messages", "/channels/CHANNEL/messages", """{"content":5}""", 400, 50035)]
    [InlineData("POST", "/channels/{channel_id}/messages", "/channels/CHANNEL/messages", """{"embeds":[{"color":"red"}]}""", 400, 50035)]
    [InlineData("POST", "/channels/{channel_id}/messages", "/channels/1/messages", """{"content":"x"}""", 404, 10003)]
    [InlineData("POST", "/channels/{channel_id}/messages", "/channels/CHANNEL/messages", """{}""", 400, 50006)]
    [InlineData("PUT", "/applications/{application_id}/commands", "/applications/1/commands", "[]", 404, 10002)]
    public async Task Every_refusal_fits_the_contract_and_has_its_code(string method, string template, string path, string? body, int status, int code)
    {
        await using var probe = await Probe.StartAsync(_guild);
        var reply = await probe.DiscordAsync(method, Fill(probe, path), body);
        Assert.Equal((status, code), (reply.Status, (int)reply.Json["code"]!));
        Fits(method, template, reply);
    }

    [Fact]
    public async Task Answers_429_fit_the_contract_too()
    {
        await using var probe = await Probe.StartAsync();
        probe.Sandbox.Limits.Set(LimitedRoute.ListMembers, 1, TimeSpan.FromHours(1));
        await probe.GetAsync($"/guilds/{probe.Guild.Id}/members");
        var reply = await probe.GetAsync($"/guilds/{probe.Guild.Id}/members");
        Assert.Equal(429, reply.Status);
        Fits("GET", "/guilds/{guild_id}/members", reply);
    }

    [Fact]
    public void A_body_that_breaks_the_contract_is_noticed()
    {
        const string Body = """[{"id":1,"name":"x","permissions":"0","position":1.5,"surprise":true}]""";
        var breaches = Contract.Discord.Breaches("GET", "/guilds/{guild_id}/roles", 200, Body);
        Assert.Contains("$[0].id: is integer, not \"string\"", breaches);
        Assert.Contains("$[0].position: is number, not \"integer\"", breaches);
        Assert.Contains("$[0]: has the field surprise, which the contract does not know", breaches);
        Assert.Contains(breaches, breach => breach.StartsWith("$[0]: lacks color, ", StringComparison.Ordinal));
    }

    private static void Fits(string method, string template, Reply reply) =>
        Assert.Empty(Contract.Discord.Breaches(method, template, reply.Status, reply.Body));

    private static string Fill(Probe probe, string path)
    {
        var guild = probe.Guild;
        return path.Replace("GUILD", $"{guild.Id}", StringComparison.Ordinal)
            .Replace("MEMBER", $"{guild.VerifiedMembers()[3]}", StringComparison.Ordinal)
            .Replace("MODERATOR", $"{guild.Roles.Single(role => role.Name == "Moderator").Id}", StringComparison.Ordinal)
            .Replace("BOOSTER", $"{guild.Roles.Single(role => role.IsBooster).Id}", StringComparison.Ordinal)
            .Replace("ROLE", $"{guild.RoleId("ETHOS_ROLE_KNOWN")}", StringComparison.Ordinal)
            .Replace("HOOK", $"{probe.Sandbox.World.WebhookId}/{probe.Sandbox.World.WebhookToken}", StringComparison.Ordinal)
            .Replace("CHANNEL", $"{guild.ChannelId}", StringComparison.Ordinal)
            .Replace("BOT", $"{probe.Sandbox.World.BotId}", StringComparison.Ordinal);
    }
}
