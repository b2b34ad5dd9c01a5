using RoleSync.Core.Guilds;
using RoleSync.Interactions;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;
using RoleSync.Tests.Members;
using RoleSync.Tests.Sandbox;
using RoleSync.Tests.Sandbox.Contracts;
using Reply = RoleSync.Interactions.Reply;

namespace RoleSync.Tests.Interactions.Commands;

/// <summary>The commands for everybody, against the sandbox.</summary>
public sealed class MemberCommandTests
{
    [Fact]
    public async Task A_member_verifies_themselves()
    {
        await using var bench = await VerifierBench.StartAsync();

        var said = await SayAsync(bench, "ethos_verify", bench.Newcomer);

        Assert.StartsWith("Ethos shows a score of **1640** (Established).\nGiven: <@&", said, StringComparison.Ordinal);
        Assert.Contains(bench.Guild.VerifiedRoleId, bench.Guild.RolesOf(bench.Newcomer));
    }

    [Fact]
    public async Task Only_who_may_manage_roles_verifies_somebody_else()
    {
        await using var bench = await VerifierBench.StartAsync();

        var refused = await SayAsync(bench, "ethos_verify", 4242, ("user", User(bench.Newcomer)));
        Assert.StartsWith("Only those who may manage roles", refused, StringComparison.Ordinal);
        Assert.Equal(0, bench.EthosCalls);

        var said = await SayAsync(bench, "ethos_verify", 4242, Permissions.ManageRoles, ("user", User(bench.Newcomer)));
        Assert.StartsWith($"Ethos shows a score of **1640** (Established) for <@{bench.Newcomer}>.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_is_shown_with_its_best_review_for_two_calls()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Server.World.Ethos.Change(bench.Newcomer, user => user with
        {
            PositiveReviews = 3,
            NeutralReviews = 0,
            NegativeReviews = 1,
            VouchesReceived = 5,
            Reviews = [new("positive", "Fine.", "Bob", 2), new("positive", "The *best*!", "Eve", 9), new("negative", "No.", "Mallory", 4)],
        });
        bench.Server.Journal.Clear();

        var reply = await AnswerAsync(bench, "ethos", 4242, Permissions.None, ("user", User(bench.Newcomer)));

        var card = Assert.Single(reply.Message.Embeds);
        Assert.Equal("**Established** with a score of **1640**", card.Description);
        Assert.Contains(("Reviews", "4 (75 % positive)"), card.Fields.Select(field => (field.Name, field.Value)));
        Assert.Contains(("Vouches", "5"), card.Fields.Select(field => (field.Name, field.Value)));
        Assert.Contains(("Most upvoted review", @"“The \*best\*!” by Eve (9 upvotes)"), card.Fields.Select(field => (field.Name, field.Value)));
        Assert.Equal(2, bench.Server.Journal.Requests.Count);
    }

    [Fact]
    public async Task Somebody_on_X_is_found_by_handle_and_nobody_gets_a_helpful_sentence()
    {
        await using var bench = await VerifierBench.StartAsync();
        var handle = bench.Server.World.Ethos.Find(bench.Newcomer)!.Handle;

        var found = await AnswerAsync(bench, "ethosx", 1, Permissions.None, ("handle", $"@{handle}"));
        Assert.Single(found.Message.Embeds);

        Assert.Contains("has no Ethos profile", await SayAsync(bench, "ethosx", 2, ("handle", "no_body")), StringComparison.Ordinal);
        Assert.StartsWith("That is no handle on X", await SayAsync(bench, "ethosx", 3, ("handle", "no body")), StringComparison.Ordinal);
        Assert.StartsWith("<@42> has no Ethos profile", await SayAsync(bench, "ethos", 4, ("user", User(42))), StringComparison.Ordinal);
        Assert.StartsWith("You asked for a profile a moment ago.", await SayAsync(bench, "ethos", 4, ("user", User(42))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_nobody_claimed_has_no_profile()
    {
        await using var bench = await VerifierBench.StartAsync();
        bench.Server.World.Ethos.Put(new EthosUser(77, [bench.Newcomer], 1200) { Status = EthosStatus.Inactive, VouchesReceived = 0 });

        Assert.Contains("has no Ethos profile", await SayAsync(bench, "ethos", 4, ("user", User(bench.Newcomer))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_Ethos_is_down_the_card_says_so_and_without_reviews_it_is_shown_all_the_same()
    {
        await using var bench = await VerifierBench.StartAsync();
        var down = bench.Server.Faults.Add("GET /user/by/discord/*", Fault.BadGatewayPage());

        Assert.StartsWith("Ethos gives no usable answer just now", await SayAsync(bench, "ethos", 4, ("user", User(bench.Newcomer))), StringComparison.Ordinal);

        down.IsOn = false;
        bench.Server.Faults.Add("POST /activities/profile/received", Fault.Status(500));
        var card = Assert.Single((await AnswerAsync(bench, "ethos", 5, Permissions.None, ("user", User(bench.Newcomer)))).Message.Embeds);
        Assert.DoesNotContain(card.Fields, field => field.Name == "Most upvoted review");
    }

    [Theory]
    [InlineData("""{"userkey":"service:discord:ID","filter":["review"],"orderBy":{"field":"votes","direction":"desc"},"limit":3}""", 200)]
    [InlineData("""{"userkey":"service:discord:ID","reviewScore":"NEGATIVE","offset":1}""", 200)]
    [InlineData("""{"userkey":"service:discord:1","limit":0}""", 200)]
    [InlineData("""{"userkey":"service:discord:ID","limit":1001}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","limit":"3"}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","filter":"review"}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","filter":["reviews"]}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","orderBy":{"field":"votes"}}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","orderBy":{"field":"upvotes","direction":"desc"}}""", 400)]
    [InlineData("""{"userkey":"service:discord:ID","offset":-1}""", 400)]
    [InlineData("""{"userkey":7}""", 400)]
    public async Task The_sandbox_takes_the_body_that_the_contract_describes_and_no_other(string body, int status)
    {
        await using var probe = await Probe.StartAsync();
        var id = probe.Guild.VerifiedMembers().First(id => probe.Sandbox.World.Ethos.Find(id) is not null);
        probe.Sandbox.World.Ethos.Change(id, user => user with { PositiveReviews = 4, NeutralReviews = 0, NegativeReviews = 3 });

        var reply = await probe.EthosAsync("POST", "/activities/profile/received", body.Replace("ID", $"{id}", StringComparison.Ordinal));

        Assert.Equal(status, reply.Status);
        Assert.Empty(Contract.Ethos.Breaches("POST", "/activities/profile/received", status, reply.Body));
        if (body.Contains("\"limit\":3", StringComparison.Ordinal))
        {
            var upvotes = reply.Json["values"]!.AsArray().Select(review => (int)review!["votes"]!["upvotes"]!).ToList();
            Assert.Equal((3, 7), (upvotes.Count, (int)reply.Json["total"]!));
            Assert.Equal(upvotes.OrderDescending(), upvotes);
        }
    }

    private static InteractionUser User(ulong id) => new(new MemberId(id), "Somebody", IsBot: false, Roles: null);

    private static Task<string> SayAsync(VerifierBench bench, string command, ulong caller, params (string Name, object Value)[] options) =>
        SayAsync(bench, command, caller, Permissions.None, options);

    private static async Task<string> SayAsync(
        VerifierBench bench, string command, ulong caller, Permissions permissions, params (string Name, object Value)[] options) =>
        (await AnswerAsync(bench, command, caller, permissions, options)).Message.Content!;

    private static Task<Reply> AnswerAsync(
        VerifierBench bench, string command, ulong caller, Permissions permissions, params (string Name, object Value)[] options) =>
        bench.Runs.Get<IEnumerable<ISlashCommand>>().Single(one => one.Definition.Name == command).AnswerAsync(
            new Interaction
            {
                Id = 1,
                Application = 2,
                Token = "token",
                ReceivedAt = DateTimeOffset.UnixEpoch,
                Guild = bench.GuildId,
                Caller = User(caller),
                Permissions = permissions,
                Command = command,
                Options = options.ToDictionary(option => option.Name, option => option.Value),
            },
            SandboxRuns.Ct);
}
