using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using static RoleSync.Tests.Discord.SandboxDiscord;

namespace RoleSync.Tests.Discord;

public sealed class ReadingSandboxTests
{
    [Fact]
    public async Task All_members_come_once_and_in_order_though_their_ids_are_of_mixed_lengths()
    {
        await using var discord = await StartAsync(new SandboxOptions { Speed = 50, Guilds = [new GuildOptions { Members = 3_200, Bots = 12 }] });
        discord.Guild.AddMember(99_999_999_999_999_999, [discord.Guild.VerifiedRoleId]);
        discord.Guild.AddMember(1_000_000_000_000_000_001);
        var listed = new List<Member>();
        MemberId? after = null;
        bool isLast;
        do
        {
            var page = await ListAsync(discord, after);
            Assert.Equal(page.Members[^1].Id, page.Last);
            listed.AddRange(page.Members);
            (after, isLast) = (page.Last, page.IsLast);
        }
        while (!isLast);

        var ids = discord.Guild.MemberIds();
        Array.Sort(ids);
        Assert.Equal(ids, listed.Select(member => member.Id.Value));
        Assert.All(listed, member => Assert.Equal(discord.Guild.RolesOf(member.Id.Value).Order(), member.Roles.Select(role => role.Value).Order()));
        Assert.All(listed, member => Assert.Equal(discord.Guild.IsBot(member.Id.Value), member.IsBot));
        Assert.Equal(4, discord.Server.Journal.Requests.Count);
    }

    [Fact]
    public async Task A_page_beyond_the_last_member_is_empty_and_the_last()
    {
        await using var discord = await StartAsync();

        var page = await ListAsync(discord, new MemberId(long.MaxValue));

        Assert.Equal((0, null, true), (page.Members.Count, page.Last, page.IsLast));
    }

    [Fact]
    public async Task A_page_that_comes_again_is_asked_for_once_more_and_then_reported()
    {
        await using var discord = await StartAsync();
        var first = await ListAsync(discord, null);
        var again = "[" + string.Join(',', first.Members.Select(member => $$"""{"user":{"id":"{{member.Id}}"},"roles":[]}""")) + "]";
        var fault = discord.Server.Faults.Add("GET /guilds/*/members", Fault.Body(again));

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, first.Last, Patience, Ct);

        Assert.IsType<DiscordAnswer<MemberPage>.Unavailable>(answer);
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task A_guild_comes_with_its_roles()
    {
        await using var discord = await StartAsync();

        var answer = await discord.Client.GetGuildAsync(discord.GuildId, Patience, Ct);

        var guild = Assert.IsType<DiscordAnswer<Guild>.Ok>(answer).Value;
        Assert.Equal((discord.Guild.Name, discord.Guild.OwnerId), (guild.Name, guild.Owner.Value));
        Assert.Equal(discord.Guild.MemberCount, guild.ApproximateMembers);
        Assert.Equal(
            discord.Guild.Roles.Select(role => (role.Id, role.Name, role.Position, role.Permissions, role.IsManagedByDiscord)).Order(),
            guild.Roles.Select(role => (role.Id.Value, role.Name, role.Position, (ulong)role.Permissions.Bits, role.IsDiscordManaged)).Order());
    }

    [Fact]
    public async Task A_member_the_bot_and_its_application_are_read()
    {
        await using var discord = await StartAsync();
        var someone = discord.Guild.VerifiedMembers()[0];

        var member = await discord.Client.GetMemberAsync(discord.GuildId, new MemberId(someone), Patience, Ct);
        var bot = await discord.Client.GetCurrentUserAsync(Patience, Ct);
        var application = await discord.Client.GetApplicationAsync(Patience, Ct);

        Assert.Equal(
            discord.Guild.RolesOf(someone).Order(), Assert.IsType<DiscordAnswer<Member>.Ok>(member).Value.Roles.Select(role => role.Value).Order());
        Assert.Equal(discord.Server.World.BotId, Assert.IsType<DiscordAnswer<MemberId>.Ok>(bot).Value.Value);
        Assert.True(Assert.IsType<DiscordAnswer<CurrentApplication>.Ok>(application).Value.MayListMembers);
    }

    [Fact]
    public async Task Without_the_members_intent_the_list_is_refused_and_the_application_says_why()
    {
        await using var discord = await StartAsync();
        discord.Server.World.MembersIntent = false;

        var list = await discord.Client.ListMembersAsync(discord.GuildId, null, Patience, Ct);
        var application = await discord.Client.GetApplicationAsync(Patience, Ct);

        var error = Assert.IsType<DiscordAnswer<MemberPage>.Refused>(list).Error;
        Assert.Equal((403, DiscordError.MissingAccess), (error.Status, error.Code));
        Assert.False(Assert.IsType<DiscordAnswer<CurrentApplication>.Ok>(application).Value.MayListMembers);
        Assert.Equal(1, discord.Limiter.Snapshot().InvalidAnswers);
    }

    [Fact]
    public async Task A_member_who_left_and_a_guild_without_the_bot_are_refused_by_name()
    {
        await using var discord = await StartAsync();

        var member = await discord.Client.GetMemberAsync(discord.GuildId, new MemberId(4242), Patience, Ct);
        var guild = await discord.Client.GetGuildAsync(new GuildId(4242), Patience, Ct);

        Assert.Equal(DiscordError.UnknownMember, Assert.IsType<DiscordAnswer<Member>.Refused>(member).Error.Code);
        Assert.InRange(Assert.IsType<DiscordAnswer<Guild>.Refused>(guild).Error.Status, 403, 404);
    }

    [Fact]
    public async Task Answers_are_asked_for_and_read_compressed()
    {
        await using var discord = await StartAsync();
        var encodings = "";
        discord.Server.Faults.Add("GET /guilds/*/members", Fault.Custom(http =>
        {
            encodings = http.Request.Headers.AcceptEncoding.ToString();
            return Task.FromResult(false);
        }));

        var page = await ListAsync(discord, null);

        Assert.Equal("gzip, deflate, br", encodings);
        Assert.Equal(discord.Guild.MemberCount, page.Members.Count);
    }

    [Fact]
    public async Task Requests_name_the_product_and_carry_the_token()
    {
        await using var discord = await StartAsync();
        var (agent, authorization) = ("", "");
        discord.Server.Faults.Add("GET /users/@me", Fault.Custom(http =>
        {
            (agent, authorization) = (http.Request.Headers.UserAgent.ToString(), http.Request.Headers.Authorization.ToString());
            return Task.FromResult(false);
        }));

        await discord.Client.GetCurrentUserAsync(Patience, Ct);

        Assert.Matches(@"^DiscordBot \(https://github\.com/trust-ethos/rolesync, \d+\.\d+\.\d+\)$", agent);
        Assert.Equal($"Bot {discord.Server.Token}", authorization);
    }

    private static async Task<MemberPage> ListAsync(SandboxDiscord discord, MemberId? after) =>
        Assert.IsType<DiscordAnswer<MemberPage>.Ok>(await discord.Client.ListMembersAsync(discord.GuildId, after, Patience, Ct)).Value;
}
