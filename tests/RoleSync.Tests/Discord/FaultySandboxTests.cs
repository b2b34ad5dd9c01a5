using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Sandbox.Faulting;
using static RoleSync.Tests.Discord.SandboxDiscord;

namespace RoleSync.Tests.Discord;

public sealed class FaultySandboxTests
{
    private const string Members = "GET /guilds/*/members";

    public static TheoryData<string> Faults => new(_faults.Keys);

    private static readonly Dictionary<string, Fault> _faults = new()
    {
        ["502 with a page"] = Fault.BadGatewayPage(),
        ["503"] = Fault.Status(503, """{"message":"Service Unavailable","code":0}"""),
        ["408"] = Fault.Status(408),
        ["a cut connection"] = Fault.Abort(),
        ["a reset in the body"] = Fault.ResetMidBody(),
        ["half a body"] = Fault.Truncate(),
        ["a page instead of JSON"] = Fault.Body("<html>200 OK</html>", "text/html"),
        ["an empty body"] = Fault.Body(""),
        ["an object instead of a list"] = Fault.Body("{}"),
        ["null"] = Fault.Body("null"),
        ["a member without a user"] = Fault.Body("""[{"roles":[]}]"""),
        ["a member without roles"] = Fault.Body("""[{"user":{"id":"123456789012345678"}}]"""),
        ["an id as a number"] = Fault.Body("""[{"user":{"id":123456789012345678},"roles":[]}]"""),
        ["roles of a wrong type"] = Fault.Body("""[{"user":{"id":"123456789012345678"},"roles":"none"}]"""),
        ["two lists"] = Fault.Body("[][]"),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_is_tried_five_times_more_and_then_reported_never_taken_for_an_answer(string name)
    {
        await using var discord = await StartAsync();
        var rule = discord.Server.Faults.Add(Members, _faults[name]);

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, null, Patience, Ct);

        Assert.IsType<DiscordAnswer<MemberPage>.Unavailable>(answer);
        Assert.Equal(6, rule.Hits);
        Assert.Equal(5, discord.Log.Warnings.Count(line => line.Contains("Retry ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_fault_that_passes_is_not_noticed()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add(Members, Fault.BadGatewayPage(), times: 2);
        discord.Server.Faults.Add(Members, Fault.ResetMidBody(), times: 2);

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, null, Patience, Ct);

        Assert.Equal(discord.Guild.MemberCount, Assert.IsType<DiscordAnswer<MemberPage>.Ok>(answer).Value.Members.Count);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_given_up_after_the_time_of_one_try()
    {
        await using var discord = await StartAsync(configure: options => options.TryTimeout = TimeSpan.FromMilliseconds(300));
        discord.Server.Faults.Add(Members, Fault.Hang(), times: 1);

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, null, Patience, Ct);

        Assert.IsType<DiscordAnswer<MemberPage>.Ok>(answer);
        Assert.Contains(discord.Log.Warnings, line => line.Contains("no answer within 0.3 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so_by_an_exception()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add(Members, Fault.Hang());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = discord.Client.ListMembersAsync(discord.GuildId, null, Patience, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_refused_token_halts_everything_at_the_first_answer_and_is_never_shown()
    {
        await using var discord = await StartAsync();
        var old = discord.Server.Token;
        discord.Server.World.RotateToken();

        var answers = new List<object>();
        for (var i = 0; i < 20; i++)
        {
            answers.Add(await discord.Client.GetGuildAsync(discord.GuildId, Patience, Ct));
        }

        Assert.All(answers, answer => Assert.IsType<DiscordAnswer<Guild>.Blocked>(answer));
        Assert.Single(discord.Server.Journal.Requests);
        Assert.Contains(discord.Log.All, line => line.Level == LogLevel.Error);
        Assert.DoesNotContain(discord.Log.All, line => line.Text.Contains(old, StringComparison.Ordinal));
        Assert.All(answers, answer => Assert.DoesNotContain(old, answer.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guild_that_refuses_ten_writes_in_a_row_is_left_alone()
    {
        await using var discord = await StartAsync();
        discord.Guild.BotMayManageRoles = false;
        var role = new RoleId(discord.Guild.VerifiedRoleId);
        var answers = new List<DiscordAnswer<Unit>>();
        foreach (var member in discord.Guild.VerifiedMembers().Take(14))
        {
            answers.Add(await discord.Client.GrantAsync(discord.GuildId, new MemberId(member), role, "because", Patience, Ct));
        }

        Assert.Equal(10, answers.OfType<DiscordAnswer<Unit>.Refused>().Count());
        Assert.Equal(4, answers.OfType<DiscordAnswer<Unit>.Blocked>().Count());
        Assert.Equal(10, discord.Server.Journal.Requests.Count);
    }

    public static TheoryData<string, int, string, string, string> Excesses => new()
    {
        { "User", 40, """{"message":"slow down","retry_after":0.04,"global":false}""", "application/json", "X-RateLimit-Scope=user;Retry-After=9" },
        { "Shared", 40, """{"message":"slow down","retry_after":0.04,"global":false}""", "application/json", "X-RateLimit-Scope=shared;Retry-After=9" },
        { "Global", 40, """{"message":"slow down","retry_after":0.04,"global":true}""", "application/json", "Retry-After=9" },
        { "Global", 40, """{"retry_after":0.04}""", "application/json", "X-RateLimit-Global=true" },
        { "User", 40, "<html>", "text/html", "Retry-After=0.04;Via=1.1 google" },
        { "Cloudflare", 40, "<html>error 1015</html>", "text/html", "Retry-After=0.04" },
    };

    [Theory]
    [MemberData(nameof(Excesses))]
    public async Task A_429_is_waited_out_by_its_scope_body_before_header(string scope, int milliseconds, string body, string type, string headers)
    {
        await using var discord = await StartAsync();
        var fields = headers.Split(';').Select(field => field.Split('=')).ToDictionary(field => field[0], field => field[1]);
        discord.Server.Faults.Add(Members, Fault.Status(429, body, type, fields), times: 1);
        var start = TimeProvider.System.GetTimestamp();

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, null, TimeSpan.FromSeconds(5), Ct);

        Assert.IsType<DiscordAnswer<MemberPage>.Ok>(answer);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds, milliseconds, 5_000);
        var shown = discord.Limiter.Snapshot();
        Assert.Equal(1, shown.Hits[Enum.Parse<LimitScope>(scope)]);
        Assert.Equal(scope == "Shared" ? 0 : 1, shown.InvalidAnswers);
        Assert.Contains(discord.Log.Warnings, line => line.Contains("429", StringComparison.Ordinal) && line.Contains(scope, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_429_that_asks_for_more_than_the_patience_is_answered_at_once()
    {
        await using var discord = await StartAsync();
        discord.Server.Faults.Add(Members, Fault.Status(429, """{"message":"slow down","retry_after":3600.5,"global":false}"""), times: 1);

        var answer = await discord.Client.ListMembersAsync(discord.GuildId, null, TimeSpan.FromSeconds(30), Ct);

        var opensIn = Assert.IsType<DiscordAnswer<MemberPage>.Limited>(answer).OpensIn;
        Assert.InRange(opensIn.TotalSeconds, 50, 60.1); // of one bucket a minute is believed
        Assert.Equal(1, discord.Server.Journal.Requests.Count(request => request.Status == 429));
    }
}
