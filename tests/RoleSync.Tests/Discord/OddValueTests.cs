using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Sandbox.Faulting;
using static RoleSync.Tests.Discord.SandboxDiscord;

namespace RoleSync.Tests.Discord;

/// <summary>One odd value of Discord costs the item that it stands in.</summary>
public sealed class OddValueTests
{
    private const string Good = """{"id":"1","name":"@everyone","position":0,"permissions":"0","managed":false},{"id":"2","name":"a","position":1,"permissions":"0","managed":false}""";

    [Theory]
    [InlineData("""{"id":"3","name":"x","position":1e12,"permissions":"0","managed":false}""", "3 x 2147483647 0")]
    [InlineData("""{"id":"3","name":"x","position":-1e300,"permissions":"0","managed":false}""", "3 x -2147483648 0")]
    [InlineData("""{"id":"3","name":"x","position":1,"permissions":"1180591620717411303424","managed":false}""", "3 x 1 1180591620717411303424")]
    [InlineData("""{"id":"3","name":"\u001b[2J\u0000\ud83d","position":1,"permissions":"0","managed":false}""", "3 \uFFFD[2J\uFFFD\uFFFD 1 0")]
    [InlineData("""{"id":"99999999999999999999999","name":"x","position":1,"permissions":"0","managed":false}""", null)]
    [InlineData("""{"id":"3","name":"x","position":"1","permissions":"0","managed":false}""", null)]
    [InlineData("""{"id":"3","name":"x","position":1,"permissions":"many","managed":false}""", null)]
    [InlineData("""{"id":"3","name":null,"position":1,"permissions":"0","managed":false}""", null)]
    [InlineData("""{"id":"2","name":"the same id again","position":1,"permissions":"0","managed":false}""", null)]
    [InlineData("null", null)]
    [InlineData("7", null)]
    public async Task An_odd_role_costs_that_role(string odd, string? expected)
    {
        var guild = await ReadAsync($$"""{"id":"1","name":"g","owner_id":"5","mfa_level":0,"roles":[{{Good}},{{odd}}]}""");

        Assert.Equal(
            ["1 @everyone 0 0", "2 a 1 0", .. expected is null ? (string[])[] : [expected]],
            guild.Roles.Select(role => $"{role.Id} {role.Name} {role.Position} {role.Permissions}"));
    }

    [Theory]
    [InlineData("1e12", null)]
    [InlineData("-1", null)]
    [InlineData("2147483647", null)]
    [InlineData("1.5", null)]
    [InlineData("250000", 250_000)]
    public async Task A_count_that_cannot_be_one_is_not_known(string count, int? expected) => Assert.Equal(
        expected, (await ReadAsync($$"""{"id":"1","name":"g","owner_id":"5","mfa_level":1e10,"roles":[{{Good}}],"approximate_member_count":{{count}}}""")).ApproximateMembers);

    [Fact]
    public async Task Names_are_cut_to_what_Discord_allows() => Assert.Equal(
        100, (await ReadAsync($$"""{"id":"1","name":"{{new string('n', 100_000)}}","owner_id":"5","mfa_level":0,"roles":[{{Good}}]}""")).Name.Length);

    [Fact]
    public async Task A_guild_of_which_most_roles_cannot_be_read_is_no_answer()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("GET /guilds/*", Fault.Body($$"""{"id":"1","name":"g","owner_id":"5","mfa_level":0,"roles":[{{Good}},7,7,7]}"""));

        Assert.IsType<DiscordAnswer<Guild>.Unavailable>(await discord.Client.GetGuildAsync(discord.GuildId, Patience, Ct));
    }

    [Fact]
    public async Task A_count_of_holders_that_is_none_costs_that_role()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("GET /guilds/*/roles/member-counts", Fault.Body("""{"10":5,"11":1e12,"12":"7","13":-1,"99999999999999999999999":1}"""));

        var counts = Assert.IsType<DiscordAnswer<IReadOnlyDictionary<RoleId, int>>.Ok>(await discord.Client.CountHoldersAsync(discord.GuildId, Patience, Ct)).Value;

        Assert.Equal([(10UL, 5)], counts.Select(count => (count.Key.Value, count.Value)));
    }

    [Fact]
    public async Task Flags_beyond_a_machine_word_are_read()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("GET /applications/@me", Fault.Body("""{"id":"5","name":"x","flags":1180591620717411319808}"""));

        Assert.True(Assert.IsType<DiscordAnswer<CurrentApplication>.Ok>(await discord.Client.GetApplicationAsync(Patience, Ct)).Value.MayListMembers);
    }

    [Fact]
    public async Task An_answer_that_is_far_too_long_is_given_up_on_the_way()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("GET /guilds/*", Fault.Body($$"""{"name":"{{new string('x', 5 << 20)}}"}"""));

        var answer = Assert.IsType<DiscordAnswer<Guild>.Unavailable>(await discord.Client.GetGuildAsync(discord.GuildId, Patience, Ct));

        Assert.Contains("longer than 4 MB", answer.Why, StringComparison.Ordinal);
    }

    private static async Task<Guild> ReadAsync(string json)
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add("GET /guilds/*", Fault.Body(json));
        return Assert.IsType<DiscordAnswer<Guild>.Ok>(await discord.Client.GetGuildAsync(discord.GuildId, Patience, Ct)).Value;
    }
}
