using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary>The commands for everybody: signed, sent to the real service, and answered.</summary>
public sealed class MemberSlashCommandTests
{
    private static readonly GuildOptions _allWrong =
        new() { Members = 200, WrongShare = 1, Wrong = WrongKinds.TierSwitch, MergedShare = 0, TwinShare = 0 };

    private static readonly (string, string) _neverHeld = ("SYNC_MAX_REMOVALS", "100%");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newcomer_is_verified_in_the_middle_of_a_sync_and_only_they_read_it()
    {
        await using var bench = await InteractionBench.StartAsync(_allWrong, _neverHeld);
        var newcomer = Newcomer(bench);
        await bench.SendAsync("ethos_sync");
        await SeenAsync(() => bench.Sandbox.Journal.WriteCount > 10);
        var looks = bench.Sandbox.Journal.Count(route: "/users/by/discord");

        var sent = await AsAsync(bench, newcomer, permissions: 0, "ethos_verify");

        Assert.Equal((5, true), (sent.AnswerType, sent.IsEphemeral));
        Assert.Contains("Ethos shows a score of **1640** (Established).", sent.Text, StringComparison.Ordinal);
        Assert.Contains($"Given: <@&{bench.Guild.VerifiedRoleId}>", sent.Text, StringComparison.Ordinal);
        Assert.Equal(looks + 1, bench.Sandbox.Journal.Count(route: "/users/by/discord"));
        Assert.Equal(bench.Guild.ExpectedRoles(newcomer)!.Order(), bench.Guild.RolesOf(newcomer).Order());
        Assert.NotEmpty(bench.Guild.WrongMembers());

        Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal((0, 0), (bench.Sandbox.Journal.OverlappingWrites, bench.Sandbox.Journal.Count(status: 429)));
        Assert.Empty(bench.Sandbox.Journal.Violations);
    }

    [Fact]
    public async Task Members_whom_the_sync_is_about_to_write_end_right_whoever_comes_first()
    {
        await using var bench = await InteractionBench.StartAsync(_allWrong, _neverHeld, ("SYNC_WRITES", "fast"));
        var impatient = bench.Guild.WrongMembers().Where((_, index) => index % 20 == 7).ToList();
        await bench.SendAsync("ethos_sync");
        await SeenAsync(() => bench.Sandbox.Journal.WriteCount > 4);

        var sent = await Task.WhenAll(impatient.Select(member => AsAsync(bench, member, permissions: 0, "ethos_verify")));

        Assert.All(sent, one => Assert.Contains("Ethos shows a score of", one.Text, StringComparison.Ordinal));
        Assert.Empty(impatient.Intersect(bench.Guild.WrongMembers()));
        Assert.Equal("completed", SyncCaller.Phase(await bench.Caller.WaitForEndAsync(Ct)));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(0, bench.Sandbox.Journal.OverlappingWrites);
    }

    [Fact]
    public async Task Only_a_moderator_verifies_somebody_else_and_why_tells_of_it()
    {
        await using var bench = await InteractionBench.StartAsync();
        var newcomer = Newcomer(bench);
        var somebody = bench.Guild.VerifiedMembers()[^1];

        var refused = await AsAsync(bench, somebody, permissions: 0, "ethos_verify", ("user", new UserOption(newcomer)));
        Assert.Contains("Only those who may manage roles", refused.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Guild.RolesOf(newcomer));

        var sent = await bench.SendAsync("ethos_verify", ("user", new UserOption(newcomer)));
        await InteractionBench.EditedAsync(sent);
        Assert.Contains($"for <@{newcomer}>.", sent.Text, StringComparison.Ordinal);
        Assert.Equal(bench.Guild.ExpectedRoles(newcomer)!.Order(), bench.Guild.RolesOf(newcomer).Order());

        var again = await bench.SendAsync("ethos_verify", ("user", new UserOption(newcomer)));
        await InteractionBench.EditedAsync(again);
        Assert.Contains("was verified a moment ago. Try again in", again.Text, StringComparison.Ordinal);

        var why = JsonDocument.Parse(await bench.Caller.Http.GetStringAsync($"/members/{newcomer}/why", Ct)).RootElement;
        Assert.Equal(bench.Guild.RolesOf(newcomer).Length, why.GetProperty("history").GetArrayLength());
        var status = JsonDocument.Parse(await bench.Caller.Http.GetStringAsync("/sync-status", Ct)).RootElement.GetProperty("status");
        Assert.Equal(JsonValueKind.Null, status.GetProperty("runId").ValueKind);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("html")]
    [InlineData("nulls")]
    public async Task While_Ethos_is_odd_nobody_loses_a_role_and_everybody_is_told(string kind)
    {
        await using var bench = await InteractionBench.StartAsync(_allWrong, ("RoleSync__Ethos__RetryDelay", "00:00:00.001"));
        foreach (var route in (string[])["POST /users/by/discord", "GET /user/by/discord/*"])
        {
            bench.Sandbox.Faults.Add(route, kind switch
            {
                "500" => Fault.Status(500),
                "html" => Fault.Status(200, "<html>Sorry</html>", "text/html"),
                _ => Fault.WrongTypes(),
            });
        }

        var before = bench.Guild.Snapshot().Hash;
        var member = bench.Guild.WrongMembers()[0];

        var verify = await AsAsync(bench, member, permissions: 0, "ethos_verify");
        var card = await AsAsync(bench, member, permissions: 0, "ethos", ("user", new UserOption(member)));

        Assert.Contains("Nothing was changed.", verify.Text, StringComparison.Ordinal);
        Assert.Contains("Ethos gives no usable answer just now", card.Text, StringComparison.Ordinal);
        Assert.Equal((before, 0), (bench.Guild.Snapshot().Hash, bench.Sandbox.Journal.WriteCount));
    }

    [Fact]
    public async Task Profiles_are_shown_to_everybody_as_cards_in_the_colour_of_the_tier()
    {
        await using var bench = await InteractionBench.StartAsync();
        var newcomer = Newcomer(bench);
        var handle = bench.Sandbox.World.Ethos.Find(newcomer)!.Handle;

        var card = await bench.SendAsync("ethos", ("user", new UserOption(newcomer)));
        await InteractionBench.EditedAsync(card);
        var embed = card.Message!["embeds"]!.AsArray().Single()!;
        Assert.False(card.IsEphemeral);
        Assert.Equal((0x4E86B9, "**Established** with a score of **1640**"), ((int)embed["color"]!, (string)embed["description"]!));
        Assert.StartsWith("https://app.ethos.network/", (string)embed["url"]!, StringComparison.Ordinal);
        Assert.Contains("most upvoted review", card.Text, StringComparison.OrdinalIgnoreCase);

        var onX = await AsAsync(bench, newcomer, permissions: 0, "ethosx", ("handle", $"https://x.com/{handle}"));
        Assert.Equal(embed.ToJsonString(), onX.Message!["embeds"]!.AsArray().Single()!.ToJsonString());

        var nobody = await AsAsync(bench, bench.Guild.VerifiedMembers()[^1], permissions: 0, "ethosx", ("handle", "nobody_at_all"));
        Assert.Contains(@"@nobody\_at\_all on X has no Ethos profile", nobody.Text, StringComparison.Ordinal);
        Assert.Empty(bench.Sandbox.Journal.Violations);
    }

    /// <summary>A member without a role whom Ethos knows well.</summary>
    private static ulong Newcomer(InteractionBench bench)
    {
        var ethos = bench.Sandbox.World.Ethos;
        var newcomer = bench.Guild.VerifiedMembers().Skip(5).First(id => ethos.Find(id) is { DiscordIds.Count: 1 });
        ethos.Change(newcomer, user => user with
        {
            Score = 1640,
            ProfileId = user.Id * 2,
            ValidatorNftCount = 1,
            PositiveReviews = 4,
            Status = EthosStatus.Active,
        });
        bench.Guild.SetRoles(newcomer);
        return newcomer;
    }

    private static async Task<SentInteraction> AsAsync(
        InteractionBench bench, ulong user, ulong permissions, string command, params (string Name, object Value)[] options)
    {
        var sent = await bench.Desk.SendAsync(
            bench.Endpoint,
            new Invocation(command, user) { Permissions = permissions, UserName = "Eve", Options = options.ToDictionary(option => option.Name, option => option.Value) },
            Ct);
        Assert.Null(sent.Problem);
        await InteractionBench.EditedAsync(sent);
        return sent;
    }

    private static async Task SeenAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
