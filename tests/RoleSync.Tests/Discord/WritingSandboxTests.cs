using RoleSync.Core.Guilds;
using RoleSync.Discord.Http;
using RoleSync.Discord.Wire;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;
using static RoleSync.Tests.Discord.SandboxDiscord;

namespace RoleSync.Tests.Discord;

public sealed class WritingSandboxTests
{
    [Fact]
    public async Task A_role_is_granted_and_revoked_with_its_reason()
    {
        await using var discord = await StartAsync();
        var (member, role) = (new MemberId(discord.Guild.VerifiedMembers()[0]), NewRole(discord));
        const string reason = "rolesync run 42: score 1640, Known -> Established ✓ 100 %";

        var granted = await discord.Client.GrantAsync(discord.GuildId, member, role, reason, Patience, Ct);
        Assert.Contains(role.Value, discord.Guild.RolesOf(member.Value));
        var revoked = await discord.Client.RevokeAsync(discord.GuildId, member, role, reason, Patience, Ct);

        Assert.IsType<DiscordAnswer<Unit>.Ok>(granted);
        Assert.IsType<DiscordAnswer<Unit>.Ok>(revoked);
        Assert.DoesNotContain(role.Value, discord.Guild.RolesOf(member.Value));
        Assert.Equal([reason, reason], discord.Server.Journal.Writes.Select(write => write.Reason));
        Assert.Empty(discord.Server.Journal.Violations);
    }

    [Fact]
    public async Task A_reason_that_is_too_long_is_cut_between_two_characters()
    {
        await using var discord = await StartAsync();
        var reason = string.Concat(Enumerable.Repeat("a😀", 300));

        var answer = await discord.Client.GrantAsync(
            discord.GuildId, new MemberId(discord.Guild.VerifiedMembers()[0]), NewRole(discord), reason, Patience, Ct);

        Assert.IsType<DiscordAnswer<Unit>.Ok>(answer);
        var written = Assert.Single(discord.Server.Journal.Writes).Reason!;
        Assert.Equal(reason[..(170 * 3 + 1)], written);
        Assert.Empty(discord.Server.Journal.Violations);
    }

    [Fact]
    public async Task All_roles_of_a_member_are_replaced_and_read_back()
    {
        await using var discord = await StartAsync();
        var (member, role) = (new MemberId(discord.Guild.VerifiedMembers()[0]), NewRole(discord));

        var answer = await discord.Client.ReplaceRolesAsync(
            discord.GuildId, member, [role, new RoleId(discord.Guild.VerifiedRoleId)], "because", Patience, Ct);

        Assert.Equal(discord.Guild.RolesOf(member.Value).Order(), Assert.IsType<DiscordAnswer<Member>.Ok>(answer).Value.Roles.Select(id => id.Value).Order());
        Assert.Equal(2, discord.Guild.RolesOf(member.Value).Length);
        Assert.Empty(discord.Server.Journal.Violations);
    }

    [Fact]
    public async Task What_Discord_refuses_comes_back_with_its_code_and_is_not_tried_again()
    {
        await using var discord = await StartAsync();
        var member = new MemberId(discord.Guild.VerifiedMembers()[0]);

        var unknownRole = await discord.Client.GrantAsync(discord.GuildId, member, new RoleId(4242), "because", Patience, Ct);
        var tooHigh = await discord.Client.GrantAsync(discord.GuildId, member, new RoleId(discord.Guild.BotRoleId), "because", Patience, Ct);

        Assert.Equal(DiscordError.UnknownRole, Assert.IsType<DiscordAnswer<Unit>.Refused>(unknownRole).Error.Code);
        Assert.InRange(Assert.IsType<DiscordAnswer<Unit>.Refused>(tooHigh).Error.Code, DiscordError.MissingPermissions, DiscordError.InvalidRole);
        Assert.Equal(2, discord.Server.Journal.Requests.Count);
    }

    [Theory]
    [InlineData(WindowModel.Fixed)]
    [InlineData(WindowModel.Sliding)]
    public async Task Many_callers_at_once_get_no_429(WindowModel model)
    {
        await using var discord = await StartAsync(new SandboxOptions
        {
            Speed = 20,
            RoleWriteWindow = model,
            NetworkDelay = TimeSpan.FromMilliseconds(6),
            Guilds = [new GuildOptions { Members = 120 }, new GuildOptions { Members = 120 }],
        });

        await Task.WhenAll(discord.Server.World.Guilds.SelectMany(guild => Writes(discord, guild, callers: 8, writesEach: 5)));

        Assert.Equal(0, discord.Excesses);
        Assert.Equal(80, discord.Server.Journal.WriteCount);
        Assert.Equal(0, discord.Limiter.Snapshot().InvalidAnswers);
    }

    [Fact]
    public async Task A_foreign_client_costs_no_more_429s_than_it_takes_places()
    {
        await using var discord = await StartAsync(new SandboxOptions { Speed = 20, NetworkDelay = TimeSpan.FromMilliseconds(4) });
        var writes = Task.WhenAll(Writes(discord, discord.Guild, callers: 3, writesEach: 10));
        var taken = 0;
        while (!writes.IsCompleted)
        {
            taken += discord.Server.Limits.UseElsewhere(LimitedRoute.MemberRoles, discord.Guild.Id, 2);
            await Task.WhenAny(writes, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Ct));
        }

        await writes;
        Assert.InRange(discord.Excesses, 0, taken);
    }

    [Fact]
    public async Task A_limit_that_opens_too_late_is_told_without_a_request()
    {
        await using var discord = await StartAsync(new SandboxOptions { Speed = 1 });
        await Task.WhenAll(Writes(discord, discord.Guild, callers: 1, writesEach: 10));
        var before = discord.Server.Journal.Requests.Count;

        var answer = await discord.Client.GrantAsync(
            discord.GuildId, new MemberId(discord.Guild.VerifiedMembers()[0]), NewRole(discord), "because", TimeSpan.FromSeconds(1), Ct);

        Assert.InRange(Assert.IsType<DiscordAnswer<Unit>.Limited>(answer).OpensIn.TotalSeconds, 2, 10.1);
        Assert.Equal(before, discord.Server.Journal.Requests.Count);
    }

    private static RoleId NewRole(SandboxDiscord discord) => new(discord.Guild.AddRole("new").Id);

    private static IEnumerable<Task> Writes(SandboxDiscord discord, SandboxGuild guild, int callers, int writesEach)
    {
        var role = new RoleId(guild.AddRole("many").Id);
        var members = guild.VerifiedMembers();
        return Enumerable.Range(0, callers).Select(async caller =>
        {
            for (var i = 0; i < writesEach; i++)
            {
                var member = new MemberId(members[(caller * writesEach) + i]);
                Assert.IsType<DiscordAnswer<Unit>.Ok>(
                    await discord.Client.GrantAsync(new GuildId(guild.Id), member, role, "because", Patience, Ct));
            }
        });
    }
}
