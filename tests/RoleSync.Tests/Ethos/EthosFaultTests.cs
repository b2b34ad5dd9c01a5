using System.Net;
using System.Text;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Http;

namespace RoleSync.Tests.Ethos;

public sealed class EthosFaultTests
{
    private static readonly string _good = EthosUsers.List(EthosUsers.User(11));

    public static TheoryData<string, Func<HttpResponseMessage>, string, int> Faults() => new()
    {
        { "500", () => EthosStub.Status(500), "Ethos answered 500.", 6 },
        { "502 with HTML", () => EthosStub.Status(502), "Ethos answered 502.", 6 },
        { "503", () => EthosStub.Status(503), "Ethos answered 503.", 6 },
        { "429 without Retry-After", () => EthosStub.Status(429), "Ethos answered 429.", 6 },
        { "429 for two minutes", () => EthosStub.Status(429, ("Retry-After", "120")), "Ethos answered 429.", 1 },
        { "401", () => EthosStub.Status(401), "Ethos answered 401.", 1 },
        { "404", () => EthosStub.Status(404), "Ethos answered 404.", 1 },
        { "a redirect", () => EthosStub.Status(302, ("Location", "/login")), "Ethos answered 302.", 1 },
        { "204", () => new HttpResponseMessage(HttpStatusCode.NoContent), "Ethos answered 204.", 1 },
        { "206", () => Changed(r => r.StatusCode = HttpStatusCode.PartialContent), "Ethos answered 206.", 1 },
        { "HTML with 200", () => EthosStub.Json("<html></html>", "text/html"), "Ethos answered with text/html instead of JSON.", 6 },
        { "JSON said to be text", () => EthosStub.Json(_good, "text/plain"), "Ethos answered with text/plain instead of JSON.", 6 },
        { "no content type", () => Changed(r => r.Content.Headers.ContentType = null), "Ethos answered with no content type instead of JSON.", 6 },
        { "an empty body", () => EthosStub.Json(""), "Ethos's answer was no complete JSON.", 6 },
        { "truncated JSON", () => EthosStub.Json(_good[..^1]), "Ethos's answer was no complete JSON.", 6 },
        { "two answers", () => EthosStub.Json("[][]"), "Ethos's answer was no complete JSON.", 6 },
        { "null", () => EthosStub.Json("null"), "Ethos's answer was no list of users.", 6 },
        { "a wrapped list", () => EthosStub.Json($$"""{"data":{{_good}}}"""), "Ethos's answer was no list of users.", 6 },
        { "refused connection", () => throw new HttpRequestException(HttpRequestError.ConnectionError), "Ethos could not be reached (ConnectionError).", 6 },
        { "reset in mid-body", () => Changed(r => r.Content = Streamed(new BrokenStream())), "Ethos's answer broke off.", 6 },
        { "something nobody planned", () => throw new InvalidOperationException("secret"), "The call to Ethos failed (InvalidOperationException).", 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_faulty_answer_makes_everyone_unknown(string fault, Func<HttpResponseMessage> answer, string why, int calls)
    {
        Assert.NotEmpty(fault);
        using var ethos = new EthosStub(_ => answer());

        var standings = ethos.LookUp(11, 12);

        Assert.Equal([new MemberId(11), new MemberId(12)], standings.Keys.Order());
        Assert.All(standings.Values, standing => Assert.Equal(new Standing.Unknown(why) { IsOutage = true }, standing));
        Assert.Equal(calls, ethos.Calls.Count);
        Assert.Contains($"The standing of 2 members is unknown, and their roles stay: {why}", ethos.Log.All.Select(line => line.Text));
        Assert.Equal(calls - 1, ethos.Log.All.Count(line => line.Text.Contains("Retry ")));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_that_passes_is_survived(string fault, Func<HttpResponseMessage> answer, string why, int calls)
    {
        Assert.NotEmpty(fault + why);
        EthosStub ethos = null!;
        using var stub = ethos = new EthosStub(_ => ethos.Calls.Count < 3 ? answer() : EthosStub.Json(_good));

        var standing = ethos.LookUp(11)[new MemberId(11)].Words();

        Assert.Equal(calls > 1 ? "1640" : "unknown", standing);
    }

    [Fact]
    public void A_hung_answer_is_given_up_after_10_seconds_a_try_and_30_in_all()
    {
        using var ethos = new EthosStub(HangAsync);
        var start = ethos.Clock.GetUtcNow();

        var standing = ethos.LookUp(11)[new MemberId(11)];

        Assert.Equal(new Standing.Unknown("Ethos gave no answer within 30 s.") { IsOutage = true }, standing);
        Assert.Equal(TimeSpan.FromSeconds(30), ethos.Clock.GetUtcNow() - start);
        Assert.Equal(3, ethos.Calls.Count);
        Assert.True(ethos.Calls[1].At - ethos.Calls[0].At >= TimeSpan.FromSeconds(10));
        Assert.Contains(ethos.Log.All, line => line.Text.StartsWith("Ethos did not answer within 10 s. Retry 1 of 5", StringComparison.Ordinal));
    }

    [Fact]
    public void A_last_try_that_hangs_is_given_up_after_its_own_10_seconds()
    {
        EthosStub ethos = null!;
        using var stub = ethos = new EthosStub(
            (call, ct) => ethos.Calls.Count <= 5 ? Task.FromResult(EthosStub.Status(500)) : HangAsync(call, ct));

        Assert.Equal(new Standing.Unknown("Ethos gave no answer within 10 s.") { IsOutage = true }, ethos.LookUp(11)[new MemberId(11)]);
        Assert.Equal(6, ethos.Calls.Count);
    }

    [Fact]
    public void A_body_that_hangs_is_given_up_as_well()
    {
        using var ethos = new EthosStub(_ => Changed(r => r.Content = Streamed(new HungStream())));

        Assert.Equal(new Standing.Unknown("Ethos gave no answer within 30 s.") { IsOutage = true }, ethos.LookUp(11)[new MemberId(11)]);
    }

    [Fact]
    public async Task Cancelling_ends_the_call_with_an_exception()
    {
        using var stop = new CancellationTokenSource();
        using var ethos = new EthosStub((call, ct) =>
        {
            stop.Cancel();
            return HangAsync(call, ct);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ethos.Client.LookUpAsync([new MemberId(11)], new CallUrgency(RequestPriority.Bulk), stop.Token));
    }

    [Fact]
    public void Five_retries_spread_over_some_ten_seconds()
    {
        using var ethos = new EthosStub(_ => EthosStub.Status(500));

        ethos.LookUp(11);

        // 0.5 s doubled five times, with jitter; a fixed wait of 0.5 s would end after 2.5 s.
        Assert.InRange((ethos.Calls[5].At - ethos.Calls[0].At).TotalSeconds, 5, 13);
    }

    [Fact]
    public void The_request_is_what_Ethos_asks_for()
    {
        using var ethos = new EthosStub(_ => EthosStub.Json("[]"), options =>
        {
            options.Client = "test@2.0.0";
            options.ApiBaseUrl = new Uri("http://localhost:81/api/v2/");
        });

        ethos.LookUp(175928847299117063, 9223372036854775807);

        var call = Assert.Single(ethos.Calls);
        Assert.Equal("POST http://localhost:81/api/v2/users/by/discord", $"{call.Request.Method} {call.Request.RequestUri}");
        Assert.Equal("application/json", call.Request.Content!.Headers.ContentType!.ToString());
        Assert.Equal("test@2.0.0", Assert.Single(call.Request.Headers.GetValues("X-Ethos-Client")));
        Assert.Equal("""{"discordIds":["175928847299117063","9223372036854775807"]}""", call.Body);
    }

    [Fact]
    public void Nobody_to_look_up_costs_no_call()
    {
        using var ethos = new EthosStub(_ => EthosStub.Json("[]"));

        Assert.Empty(ethos.LookUp());
        Assert.Empty(ethos.Calls);
    }

    private static HttpResponseMessage Changed(Action<HttpResponseMessage> change)
    {
        var response = EthosStub.Json(_good);
        change(response);
        return response;
    }

    private static async Task<HttpResponseMessage> HangAsync(EthosStub.Call call, CancellationToken ct)
    {
        await new TaskCompletionSource().Task.WaitAsync(ct);
        return EthosStub.Json("[]");
    }

    private static StreamContent Streamed(Stream stream)
    {
        var content = new StreamContent(stream);
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private class BrokenStream : MemoryStream
    {
        private readonly byte[] _start = Encoding.UTF8.GetBytes("[{");
        private bool _isRead;

        public override bool CanRead => true;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_isRead)
            {
                return EndAsync(cancellationToken);
            }

            _isRead = true;
            _start.CopyTo(buffer);
            return new(_start.Length);
        }

        protected virtual ValueTask<int> EndAsync(CancellationToken ct) => throw new IOException("Connection reset by peer.");
    }

    private sealed class HungStream : BrokenStream
    {
        protected override async ValueTask<int> EndAsync(CancellationToken ct)
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
            return 0;
        }
    }
}
