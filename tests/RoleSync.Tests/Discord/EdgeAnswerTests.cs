using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Messages;
using RoleSync.Discord.Wire;
using RoleSync.Sandbox.Faulting;
using static RoleSync.Tests.Discord.SandboxDiscord;

namespace RoleSync.Tests.Discord;

/// <summary>Only Discord's own JSON says something about a role, a member or a guild.</summary>
public sealed class EdgeAnswerTests
{
    public static TheoryData<string> Answers => new(_answers.Keys);

    private static readonly Dictionary<string, Fault> _answers = new()
    {
        ["403 with a page"] = Fault.Status(403, "<html>Attention Required</html>", "text/html"),
        ["404 with a page"] = Fault.Status(404, "<html>Not Found</html>", "text/html"),
        ["401 with a page"] = Fault.Status(401, "<html>Sign in</html>", "text/html"),
        ["403 of Cloudflare in Discord's form"] = Fault.Status(403, """{"message":"internal network error","code":40333}"""),
        ["404 with nothing"] = Fault.Status(404),
        ["400 with nothing"] = Fault.Status(400),
        ["404 in JSON that does not say so"] = Fault.Status(404, """{"message":"Unknown Role","code":10011}""", "text/plain"),
        ["404 of a gateway without a code"] = Fault.Status(404, """{"message":"no Route matched with those values"}"""),
        ["403 of a gateway whose code is the status"] = Fault.Status(403, """{"message":"Forbidden","code":403}"""),
        ["404 with a code in quotes"] = Fault.Status(404, """{"message":"Unknown Role","code":"10011"}"""),
        ["404 with a code beyond all sense"] = Fault.Status(404, """{"message":"Unknown Role","code":1e12}"""),
        ["404 with a list"] = Fault.Status(404, "[]"),
        ["404 with half an object"] = Fault.Status(404, """{"message":"Unknown Role","code":10011"""),
        ["404 with a page of a megabyte"] = Fault.Status(404, $$"""{"message":"{{new string('x', 1 << 20)}}","code":10011}"""),
        ["a redirect to a login"] = Fault.Status(302, headers: new Dictionary<string, string> { ["Location"] = "http://127.0.0.1:1/login" }),
        ["500 with nothing"] = Fault.Status(500),
        ["200 with a page"] = Fault.Body("<html>Sign in</html>", "text/html"),
        ["200 with a page that says it is JSON"] = Fault.Body("<html>Sign in</html>"),
        ["200 with JSON of somebody else"] = Fault.Body("""{"login":"required"}"""),
        ["200 with nothing"] = Fault.Body(""),
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_an_edge_answers_to_any_call_is_an_outage_and_halts_nothing(string name)
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("* /**", _answers[name]);
        var (client, guild) = (discord.Client, discord.GuildId);
        var (member, role) = (new MemberId(discord.Guild.VerifiedMembers().First()), new RoleId(discord.Guild.VerifiedRoleId));

        Assert.IsType<DiscordAnswer<Unit>.Unavailable>(await client.GrantAsync(guild, member, role, "because", Patience, Ct));
        Assert.IsType<DiscordAnswer<Unit>.Unavailable>(await client.RevokeAsync(guild, member, role, "because", Patience, Ct));
        Assert.IsType<DiscordAnswer<Member>.Unavailable>(await client.ReplaceRolesAsync(guild, member, [role], "because", Patience, Ct));
        Assert.IsType<DiscordAnswer<Member>.Unavailable>(await client.GetMemberAsync(guild, member, Patience, Ct));
        Assert.IsType<DiscordAnswer<Guild>.Unavailable>(await client.GetGuildAsync(guild, Patience, Ct));
        Assert.IsType<DiscordAnswer<MemberPage>.Unavailable>(await client.ListMembersAsync(guild, null, Patience, Ct));
        Assert.IsType<DiscordAnswer<MemberId>.Unavailable>(await client.GetCurrentUserAsync(Patience, Ct));
        Assert.IsType<DiscordAnswer<Role>.Unavailable>(await client.CreateRoleAsync(guild, new RoleAppearance("Known", 1), "because", Patience, Ct));
        Assert.IsType<DiscordAnswer<RoleSync.Discord.Wire.ApplicationCommandWire[]>.Unavailable>(
            await discord.Get<ApplicationCommands>().ReplaceAsync(1, null, [], Patience, Ct));
        Assert.IsType<DiscordAnswer<Unit>.Unavailable>(await discord.Get<InteractionResponder>().EditOriginalAsync(
            new AnswerRight(1, 2, "t"), new Message { Content = "done" }, Patience, Ct));

        discord.Server.Faults.Clear();
        Assert.IsType<DiscordAnswer<Unit>.Ok>(await client.GrantAsync(guild, member, role, "because", Patience, Ct));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(202, "")]
    public async Task A_role_change_is_done_when_Discord_says_so_with_204_and_not_before(int status, string body)
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("PUT /guilds/*/members/*/roles/*", Fault.Status(status, body));

        var answer = await discord.Client.GrantAsync(
            discord.GuildId, new MemberId(discord.Guild.VerifiedMembers().First()), new RoleId(discord.Guild.VerifiedRoleId), "because", Patience, Ct);

        Assert.IsType<DiscordAnswer<Unit>.Unavailable>(answer);
    }

    [Fact]
    public async Task What_Discord_itself_says_of_a_role_stays_its_word()
    {
        await using var discord = await StartAsync();
        var route = discord.Server.Faults.Add("PUT /guilds/*/members/*/roles/*", Fault.Status(404, """{"message":"Unknown Role","code":10011}""", "application/json; charset=utf-8"));

        var answer = await discord.Client.GrantAsync(
            discord.GuildId, new MemberId(discord.Guild.VerifiedMembers().First()), new RoleId(discord.Guild.VerifiedRoleId), "because", Patience, Ct);

        Assert.Equal(new DiscordError(404, 10011, "Unknown Role"), Assert.IsType<DiscordAnswer<Unit>.Refused>(answer).Error);
        Assert.Equal(1, route.Hits);
    }

    [Fact]
    public async Task A_message_of_Discord_is_cut_and_cleaned_before_anybody_stores_or_prints_it()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add(
            "PUT /guilds/*/members/*/roles/*",
            Fault.Status(400, $$"""{"message":"\u001b]0;x\u0007no\nsecond\u0000 \ud83d line {{new string('y', 5_000)}}","code":50035}"""));

        var answer = await discord.Client.GrantAsync(
            discord.GuildId, new MemberId(discord.Guild.VerifiedMembers().First()), new RoleId(discord.Guild.VerifiedRoleId), "because", Patience, Ct);

        var message = Assert.IsType<DiscordAnswer<Unit>.Refused>(answer).Error.Message;
        Assert.StartsWith("\uFFFD]0;x\uFFFDno second\uFFFD \uFFFD line yyy", message, StringComparison.Ordinal);
        Assert.EndsWith("y…", message, StringComparison.Ordinal);
        Assert.Equal(300, message.Length);
    }
}
