using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Standings;

namespace RoleSync.Tests.Ethos;

public sealed class EthosLimitTests
{
    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "12", 12)]
    [InlineData("Retry-After", "Sun, 01 Nov 2026 02:00:09 GMT", 9)]
    [InlineData("RateLimit-Reset", "8", 8)]
    [InlineData("RateLimit-Reset", "1793498406", 6)]
    [InlineData("RateLimit", "limit=200, remaining=0, reset=11", 11)]
    [InlineData("RateLimit", "\"default\";r=0;t=5", 5)]
    public void A_429_is_waited_for_as_long_as_it_says(string header, string value, double seconds)
    {
        EthosStub ethos = null!;
        using var stub = ethos = new EthosStub(_ => ethos.Calls.Count == 1 ? EthosStub.Status(429, (header, value)) : EthosStub.Json("[]"));

        Assert.Equal("absent", ethos.LookUp(11)[new MemberId(11)].Words());

        Assert.InRange((ethos.Calls[1].At - ethos.Calls[0].At).TotalSeconds, seconds, seconds + 0.05);
    }

    [Fact]
    public void A_longer_wait_than_the_call_may_take_is_kept_by_the_next_call()
    {
        EthosStub ethos = null!;
        using var stub = ethos = new EthosStub(_ => ethos.Calls.Count == 1 ? EthosStub.Status(429, ("Retry-After", "45")) : EthosStub.Json("[]"));

        Assert.Equal("unknown", ethos.LookUp(11)[new MemberId(11)].Words());
        Assert.Equal("absent", ethos.LookUp(11)[new MemberId(11)].Words());

        Assert.Equal(2, ethos.Calls.Count);
        Assert.InRange((ethos.Calls[1].At - ethos.Calls[0].At).TotalSeconds, 45, 45.05);
    }

    [Fact]
    public void While_Ethos_asks_for_a_long_silence_nothing_is_sent_and_nobody_waits()
    {
        using var ethos = new EthosStub(_ => EthosStub.Status(429, ("Retry-After", "3600")));
        ethos.LookUp(11);
        var start = ethos.Clock.GetUtcNow();

        Assert.Equal("unknown", ethos.LookUp(11)[new MemberId(11)].Words());

        Assert.Single(ethos.Calls);
        Assert.Equal(start, ethos.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(503, "Retry-After", "1795600000")]
    [InlineData(503, "Retry-After", "9999999")]
    [InlineData(429, "Retry-After", "2147483647")]
    [InlineData(503, "Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData(429, "RateLimit-Reset", "1e300")]
    [InlineData(429, "RateLimit-Reset", "99999999999999999999")]
    [InlineData(429, "RateLimit", "limit=200, remaining=0, reset=4000000000")]
    public void No_answer_silences_the_calls_for_more_than_an_hour(int status, string header, string value)
    {
        EthosStub ethos = null!;
        using var stub = ethos = new EthosStub(_ => ethos.Calls.Count == 1 ? EthosStub.Status(status, (header, value)) : EthosStub.Json("[]"));
        ethos.LookUp(11);

        ethos.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("absent", ethos.LookUp(11)[new MemberId(11)].Words());
    }

    [Fact]
    public void Every_call_says_who_calls()
    {
        using var ethos = new EthosStub(_ => EthosStub.Json("[]"));
        ethos.LookUp(11);

        Assert.Matches("^rolesync/[0-9]+\\.[0-9]+", ethos.Calls[0].Request.Headers.UserAgent.ToString());
    }

    [Fact]
    public void An_answer_that_unfolds_without_end_is_given_up_on_the_way()
    {
        var read = 0L;
        using var ethos = new EthosStub(_ => new HttpResponseMessage(System.Net.HttpStatusCode.OK)
        {
            Content = new StreamContent(new Blanks(count => read += count)) { Headers = { ContentType = new("application/json") } },
        });

        Assert.Contains("longer than 4 MB", Assert.IsType<Standing.Unknown>(ethos.LookUp(11)[new MemberId(11)]).Why, StringComparison.Ordinal);
        Assert.InRange(read / ethos.Calls.Count, 4 << 20, 5 << 20);
    }

    /// <summary>As many blanks as anybody reads, up to a gigabyte.</summary>
    private sealed class Blanks(Action<int> note) : MemoryStream
    {
        private long _left = 1 << 30;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, _left);
            buffer.Span[..count].Fill((byte)' ');
            _left -= count;
            note(count);
            return new(count);
        }
    }

    [Fact]
    public void The_last_call_that_the_limit_lets_through_is_followed_by_a_pause()
    {
        using var ethos = new EthosStub(_ =>
        {
            var response = EthosStub.Json("[]");
            response.Headers.Add("RateLimit-Remaining", "0");
            response.Headers.Add("RateLimit-Reset", "20");
            return response;
        });

        ethos.LookUp(11);
        ethos.LookUp(11);

        Assert.InRange((ethos.Calls[1].At - ethos.Calls[0].At).TotalSeconds, 20, 20.05);
    }

    [Fact]
    public void In_no_minute_are_there_more_calls_than_allowed_and_nobody_is_unknown_for_it()
    {
        using var ethos = new EthosStub(_ => EthosStub.Json("[]"), options => options.CallsPerMinute = 5);

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal("absent", ethos.LookUp(11)[new MemberId(11)].Words());
        }

        for (var i = 5; i < ethos.Calls.Count; i++)
        {
            Assert.True(ethos.Calls[i].At - ethos.Calls[i - 5].At >= TimeSpan.FromMinutes(1));
        }

        Assert.InRange((ethos.Calls[11].At - ethos.Calls[0].At).TotalSeconds, 120, 120.1);
    }

    [Fact]
    public void One_bad_id_makes_nobody_else_unknown()
    {
        const ulong bad = 1_000_123;
        using var ethos = new EthosStub(call => call.Ids.Contains(bad)
            ? EthosStub.Refusal(400)
            : EthosStub.Json(EthosUsers.List(call.Ids.Where(id => id % 2 == 0).Select(id => EthosUsers.User(id)))));

        var standings = ethos.LookUp([.. Enumerable.Range(0, 500).Select(i => 1_000_000UL + (ulong)i)]);

        Assert.Equal(500, standings.Count);
        Assert.All(standings, pair => Assert.Equal(pair.Key.Value == bad ? "unknown" : pair.Key.Value % 2 == 0 ? "1640" : "absent", pair.Value.Words()));
        Assert.InRange(ethos.Calls.Count, 2, 19);
        Assert.DoesNotContain(ethos.Log.All, line => line.Text.Contains("1000123"));
    }

    [Fact]
    public void A_400_of_somebody_in_between_refuses_no_id_and_is_tried_again()
    {
        using var ethos = new EthosStub(call => EthosStub.Status(400));

        var standings = ethos.LookUp([.. Enumerable.Range(1, 500).Select(i => (ulong)i)]);

        Assert.All(standings.Values, standing => Assert.True(Assert.IsType<Standing.Unknown>(standing).IsOutage));
        Assert.Equal(6, ethos.Calls.Count);
        Assert.All(ethos.Calls, call => Assert.Equal(500, call.Ids.Count));
    }

    [Fact]
    public void A_400_for_everyone_costs_a_bounded_number_of_calls()
    {
        using var ethos = new EthosStub(_ => EthosStub.Refusal(400));

        var standings = ethos.LookUp([.. Enumerable.Range(1, 500).Select(i => (ulong)i)]);

        Assert.Equal(500, standings.Count);
        Assert.All(standings.Values, standing => Assert.Equal("unknown", standing.Words()));
        Assert.Equal(EthosClient.MaximumCalls, ethos.Calls.Count);
    }
}
