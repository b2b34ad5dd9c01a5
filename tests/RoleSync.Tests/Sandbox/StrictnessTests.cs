using System.Text;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Tests.Sandbox;

public sealed class StrictnessTests
{
    [Theory]
    [InlineData("curl/8.0")]
    [InlineData("DiscordBot")]
    [InlineData("DiscordBot https://example.invalid 1.0")]
    [InlineData("DiscordBot (Deno, 20.0.0)")]
    public async Task A_user_agent_of_another_form_is_noted_once_and_meets_Cloudflare_only_on_request(string agent)
    {
        foreach (var refuses in (bool[])[false, true])
        {
            await using var probe = await Probe.StartAsync(new SandboxOptions { RefuseUnknownAgents = refuses });
            for (var call = 0; call < 3; call++)
            {
                var reply = await probe.DiscordAsync("GET", "/users/@me", null, request =>
                {
                    request.Headers.Remove("User-Agent");
                    request.Headers.TryAddWithoutValidation("User-Agent", agent);
                });
                var isDocumented = agent.Contains(", 20", StringComparison.Ordinal);
                Assert.Equal(refuses && !isDocumented ? (403, "text/html", null) : (200, "application/json", "1.1 google"),
                    (reply.Status, reply.ContentHeaders.ContentType?.MediaType, reply.Header("Via")));
                Assert.Equal(isDocumented ? 0 : 1, probe.Sandbox.Journal.Violations.Count);
            }
        }
    }

    [Fact]
    public async Task A_rotated_token_is_refused_until_the_new_one_is_used()
    {
        await using var probe = await Probe.StartAsync();
        var old = probe.Sandbox.Token;
        Assert.Equal(200, (await probe.GetAsync("/users/@me")).Status);
        probe.Sandbox.World.RotateToken();
        var refused = await probe.DiscordAsync("GET", "/users/@me", null, request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bot {old}");
        });
        Assert.Equal((401, 0, "401: Unauthorized"), (refused.Status, (int)refused.Json["code"]!, (string)refused.Json["message"]!));
        Assert.Equal(200, (await probe.GetAsync("/users/@me")).Status);
    }

    [Fact]
    public async Task Only_versions_nine_and_ten_are_served_and_unknown_routes_are_not()
    {
        await using var probe = await Probe.StartAsync();
        Assert.Equal(404, (await probe.GetAsync("/nothing/here")).Status);
        Assert.Equal(405, (await probe.DiscordAsync("DELETE", "/users/@me")).Status);
        foreach (var (version, status) in new[] { ("/api/v10", 200), ("/api/v9", 200), ("/api/v8", 404), ("/api", 404) })
        {
            Assert.Equal(status, await AskAsync(version));
        }

        async Task<int> AskAsync(string version) => (await probe.SendAsync("GET", $"{probe.Sandbox.Url}{version[1..]}/users/@me", null, request =>
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bot {probe.Sandbox.Token}");
            request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.invalid, 1.0)");
        })).Status;
    }

    [Theory]
    [InlineData("PUT", "/roles/ROLE")]
    [InlineData("PATCH", "")]
    public async Task A_body_that_does_not_say_it_is_JSON_is_an_invalid_form(string method, string rest)
    {
        await using var probe = await Probe.StartAsync();
        var path = $"/guilds/{probe.Guild.Id}/members/{probe.Guild.VerifiedMembers()[0]}{rest}"
            .Replace("ROLE", $"{probe.Guild.RoleId("ETHOS_ROLE_KNOWN")}", StringComparison.Ordinal);
        var reply = await probe.DiscordAsync(method, path, null, request => request.Content = new StringContent("{}", Encoding.UTF8, "text/plain"));
        Assert.Equal((400, 50035), (reply.Status, (int)reply.Json["code"]!));
    }

    [Fact]
    public async Task The_environment_names_every_role_of_the_policy_and_each_can_be_assigned()
    {
        await using var probe = await Probe.StartAsync();
        var environment = probe.Sandbox.Environment();
        var roles = probe.Guild.Roles.ToDictionary(role => $"{role.Id}");
        var named = environment.Where(pair => pair.Key.Contains("ROLE", StringComparison.Ordinal)).ToList();
        Assert.Equal(37 + 5, named.Count);
        var bot = roles.Values.Single(role => role.Kind == RoleKind.Bot);
        Assert.All(named, pair => Assert.True(bot.IsAbove(roles[pair.Value]) && roles[pair.Value].Kind == RoleKind.Policy, pair.Key));
        Assert.False(environment.ContainsKey("ETHOS_ROLE_UNTRUSTED_HUMAN"));
        Assert.Equal(probe.Sandbox.Token, environment["DISCORD_TOKEN"]);
        Assert.Equal($"{probe.Guild.Id}", environment["DISCORD_GUILD_ID"]);
    }
}
