using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Profiles;

namespace RoleSync.Tests.Ethos;

public sealed class EthosProfileTests : IDisposable
{
    private const string User = """
        {"id":1,"profileId":2,"displayName":"Ada","username":"ada","score":1640.5,"status":"ACTIVE","userkeys":["service:discord:11","address:0x1"],
         "xpTotal":12345,"influenceFactor":45.2,"validatorNftCount":1,"humanVerificationStatus":"VERIFIED",
         "links":{"profile":"https://app.ethos.network/profile/x/ada"},
         "stats":{"review":{"received":{"negative":1,"neutral":2,"positive":17}},"vouch":{"given":{"count":9},"received":{"count":3}},"vouchTotals":[]}}
        """;

    private readonly FakeTimeProvider _clock = new();
    private readonly Answers _answers = new();
    private readonly ServiceProvider _services;

    public EthosProfileTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock).AddEthos().AddLogging();
        services.AddHttpClient(EthosRequester.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => _answers);
        _services = services.BuildServiceProvider();
    }

    private EthosProfiles Ethos => _services.GetRequiredService<EthosProfiles>();

    public void Dispose()
    {
        _services.Dispose();
        _answers.Dispose();
    }

    [Fact]
    public void A_user_is_read_as_Ethos_sends_it()
    {
        var (profile, why) = Find(User);

        Assert.Null(why);
        Assert.Equal(
            new Profile("Ada", 1640.5)
            {
                HasInteractions = true,
                IsValidator = true,
                IsHuman = true,
                Reviews = new ReviewCounts(17, 2, 1),
                Vouches = 3,
                Xp = 12345,
                Influence = 45.2,
                Page = new Uri("https://app.ethos.network/profile/x/ada"),
            },
            profile);
        Assert.Equal("/api/v2/user/by/discord/11", _answers.Paths.Single());
    }

    [Theory]
    [InlineData("\"score\":1640.5", "\"score\":null")]
    [InlineData("\"score\":1640.5", "\"score\":\"1640\"")]
    [InlineData("\"score\":1640.5", "\"score\":99999")]
    [InlineData("\"userkeys\":[", "\"userkeys\":null,\"others\":[")]
    [InlineData("service:discord:11", "service:discord:12")]
    [InlineData("ACTIVE", "MERGED")]
    public void Who_it_is_and_the_score_have_to_make_sense(string was, string now)
    {
        var (profile, why) = Find(User.Replace(was, now, StringComparison.Ordinal));

        Assert.Null(profile);
        Assert.NotNull(why);
    }

    [Theory]
    [InlineData("displayName", "xpTotal", "influenceFactor", "validatorNftCount", "humanVerificationStatus", "links", "stats", "profileId", "status")]
    public void Anything_else_may_be_null_or_missing(params string[] fields)
    {
        foreach (var replaced in (string[])["null", "[]", "\"odd\"", "-1"])
        {
            var user = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(User)!;
            foreach (var field in fields)
            {
                user[field] = JsonDocument.Parse(replaced).RootElement;
            }

            var (profile, why) = Find(JsonSerializer.Serialize(user));

            Assert.Null(why);
            Assert.Equal((1640.5, null, null, null, null, null), (profile!.Score, profile.Reviews, profile.Vouches, profile.Xp, profile.Influence, profile.Page));
        }
    }

    [Theory]
    [InlineData("http://app.ethos.network/x")]
    [InlineData("https://ethos.network.example/x")]
    [InlineData("https://evilethos.network/x")]
    [InlineData("https://app.ethos.network@example.com/x")]
    [InlineData("javascript:alert(1)")]
    public void A_link_leads_to_Ethos_or_nowhere(string link) =>
        Assert.Null(Find(User.Replace("https://app.ethos.network/profile/x/ada", link, StringComparison.Ordinal)).Profile!.Page);

    [Theory]
    [InlineData("""[{"token":"eth","received":{"count":2},"given":{"count":7}},{"token":"usdc","received":{"count":1}}]""", 3)]
    [InlineData("""{"received":{"eth":{"count":4}}}""", 4)]
    [InlineData("[]", 0)]
    [InlineData("7", null)]
    public void Vouches_are_counted_in_whatever_shape_their_successor_has(string totals, int? expected) =>
        Assert.Equal(expected, Find(User
            .Replace("\"vouch\":", "\"old\":", StringComparison.Ordinal)
            .Replace("\"vouchTotals\":[]", $"\"vouchTotals\":{totals}", StringComparison.Ordinal)).Profile!.Vouches);

    [Theory]
    [InlineData(404, true)]
    [InlineData(400, false)]
    [InlineData(500, false)]
    [InlineData(429, false)]
    public void Nobody_and_no_answer_are_two_things(int status, bool isNobody)
    {
        _answers.Answer = () => status < 429 ? EthosStub.Refusal(status) : EthosStub.Status(status);

        var (profile, why) = Found(Ethos.FindAsync("ada", CancellationToken.None));

        Assert.Null(profile);
        Assert.Equal(isNobody, why is null);
        Assert.Equal(status is 500 or 429 ? 3 : 1, _answers.Paths.Count);
    }

    [Fact]
    public void A_404_of_somebody_in_between_does_not_say_that_Ethos_knows_nobody()
    {
        _answers.Answer = () => EthosStub.Status(404);

        Assert.NotNull(Found(Ethos.FindAsync("ada", CancellationToken.None)).Why);
        Assert.Equal(3, _answers.Paths.Count);
    }

    [Fact]
    public void A_page_instead_of_JSON_is_no_answer()
    {
        _answers.Answer = () => EthosStub.Json("<html>Sorry</html>", "text/html");

        Assert.Contains("text/html", Found(Ethos.FindAsync("ada", CancellationToken.None)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_answer_is_asked_for_again()
    {
        _answers.Answer = () => _answers.Paths.Count == 1 ? EthosStub.Json("{\"id\":") : EthosStub.Json(User);

        Assert.Equal("Ada", Found(Ethos.FindAsync("ada", CancellationToken.None)).Profile?.Name);
        Assert.Equal("/api/v2/user/by/x/ada", _answers.Paths[1]);
    }

    [Fact]
    public void An_Ethos_that_never_answers_is_waited_for_eight_seconds_and_no_longer()
    {
        _answers.Hangs = true;
        var start = _clock.GetUtcNow();

        var (_, why) = Found(Ethos.FindAsync("ada", CancellationToken.None));

        Assert.Equal("Ethos gave no answer within 8 s.", why);
        Assert.InRange(_clock.GetUtcNow() - start, EthosPatience.ForProfiles.TryTime, EthosPatience.ForProfiles.WholeTime + TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void The_best_review_has_the_most_upvotes_and_a_comment_whatever_else_is_missing()
    {
        _answers.Answer = () => EthosStub.Json("""
            {"values":[{"type":"review","data":{"comment":" "},"votes":{"upvotes":99}},{"type":"vouch","data":{"comment":"x"},"votes":{"upvotes":50}},
             {"data":{"comment":"Good"},"votes":null,"author":null},{"type":"review","data":{"comment":"Best"},"votes":{"upvotes":7},"author":{"name":"Bob"}},
             {"type":"review","data":null},7,{"type":"review","data":{"comment":"Late"},"votes":{"upvotes":7}}],"total":7,"limit":10,"offset":0}
            """);

        Assert.Equal(new Review("Best", "Bob", 7), Wait(Ethos.FindTopReviewAsync("service:discord:11", CancellationToken.None)));
        Assert.Equal("""{"userkey":"service:discord:11","filter":["review"],"orderBy":{"field":"votes","direction":"desc"},"limit":10}""", _answers.Bodies.Single());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"values":null}""")]
    [InlineData("""{"values":[]}""")]
    public void Without_a_review_there_is_none(string body)
    {
        _answers.Answer = () => EthosStub.Json(body);

        Assert.Null(Wait(Ethos.FindTopReviewAsync("service:discord:11", CancellationToken.None)));
    }

    private (Profile? Profile, string? Why) Find(string body)
    {
        _answers.Answer = () => EthosStub.Json(body);
        return Found(Ethos.FindAsync(new MemberId(11), CancellationToken.None));
    }

    private (Profile? Profile, string? Why) Found(Task<EthosAnswer<Profile>> asking) => Wait(asking) switch
    {
        EthosAnswer<Profile>.Ok ok => (ok.Value, null),
        var other => (null, other.Failure?.Why),
    };

    /// <summary>Lets the clock run until there is an answer.</summary>
    private T Wait<T>(Task<T> asking)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        for (var steps = 0; !asking.IsCompleted; steps++)
        {
            Assert.True(steps < 6_000, "It took longer than a minute.");
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        return asking.GetAwaiter().GetResult();
    }

    private sealed class Answers : HttpMessageHandler
    {
        public Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage(HttpStatusCode.NotFound);

        public bool Hangs { get; set; }

        public List<string> Paths { get; } = [];

        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Paths.Add(request.RequestUri!.AbsolutePath);
            if (request.Content is { } content)
            {
                using var reader = new StreamReader(content.ReadAsStream(cancellationToken), Encoding.UTF8);
                Bodies.Add(reader.ReadToEnd());
            }

            if (Hangs)
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            return Answer();
        }
    }
}
