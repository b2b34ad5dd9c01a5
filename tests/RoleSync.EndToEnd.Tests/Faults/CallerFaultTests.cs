using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Callers who send rubbish, who guess, or who pretend: never a 5xx, nothing started, nothing that grows.</summary>
public sealed class CallerFaultTests(SmallGuildFixture shared) : IClassFixture<SmallGuildFixture>
{
    private const string Secret = "a-long-enough-secret";

    private readonly FaultBench _bench = shared.Bench;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_malformed_or_oversized_requests_get_no_5xx_and_memory_does_not_grow()
    {
        var chance = new Random(7);
        var oversized = new string('x', 100_000);
        _bench.Sandbox.Journal.Clear();
        await SendAsync(1_000);
        var before = _bench.Service.ResidentMegabytes;

        await SendAsync(9_000);

        Assert.InRange(_bench.Service.ResidentMegabytes, 0, before + 60);
        Assert.Equal(0, _bench.Sandbox.Journal.Count());
        Assert.DoesNotContain(" error ", _bench.Service.Log, StringComparison.Ordinal);

        async Task SendAsync(int requests)
        {
            var calls = Enumerable.Range(0, requests).Select(_ => (Kind: chance.Next(8), Noise: Noise(chance))).ToList();
            await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Ct }, async (call, ct) =>
            {
                using var request = Request(call.Kind, call.Noise, oversized);
                try
                {
                    using var answer = await _bench.Caller.Http.SendAsync(request, ct);
                    Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{request.Method} {request.RequestUri} was answered {(int)answer.StatusCode}.");
                }
                catch (HttpRequestException fault) when (call.Kind == 1)
                {
                    // The server may hang up on a body that is too long while it is being sent.
                    Assert.NotNull(fault.Message);
                }
            });
        }
    }

    [Fact]
    public async Task Callers_who_never_finish_their_requests_hinder_nobody()
    {
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(_bench.Service.Url.Host, _bench.Service.Url.Port, Ct);
                var text = i % 2 == 0 ? "POST /trigger-sync HTTP/1.1\r\nHost: localhost\r\nX-Slow" : "POST /trigger-sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n{";
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Ct);
            }

            _bench.Spoil();
            await _bench.HealAsync();
        }
        finally
        {
            slow.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_token_that_is_guessed_a_thousand_times_is_refused_in_the_same_words_each_time()
    {
        await _bench.StartServiceAsync(("SYNC_AUTH_TOKEN", Secret));
        _bench.Sandbox.Journal.Clear();
        var answers = new HashSet<string>();
        for (var i = 0; i < 1_000; i++)
        {
            using var request = new HttpRequestMessage(i % 2 == 0 ? HttpMethod.Post : HttpMethod.Get, i % 2 == 0 ? "/trigger-sync" : "/sync-status");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"{Secret[..(i % Secret.Length)]}{i}");
            using var answer = await _bench.Caller.Http.SendAsync(request, Ct);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            answers.Add(await answer.Content.ReadAsStringAsync(Ct));
        }

        Assert.Single(answers);
        Assert.Equal(0, _bench.Sandbox.Journal.Count());
        Assert.DoesNotContain(Secret, _bench.Service.Log, StringComparison.Ordinal);
        _bench.Caller.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        _bench.Spoil();
        await _bench.HealAsync();
        await _bench.StartServiceAsync();
    }

    private static HttpRequestMessage Request(int kind, string noise, string oversized) => kind switch
    {
        0 => Post("/trigger-sync", "{" + noise),
        1 => Post("/trigger-sync", $"{{\"guildId\":\"{oversized}\"}}"),
        2 => Post("/trigger-sync", $"{{\"startIndex\":\"{Uri.EscapeDataString(noise)}\"}}"),
        3 => Post("/runs/999999/approve?by=" + Uri.EscapeDataString(noise), ""),
        4 => new(HttpMethod.Get, "/runs/999999/changes?after=" + Uri.EscapeDataString(noise)),
        5 => new(HttpMethod.Get, "/sync-status?guildId=x" + Uri.EscapeDataString(noise)),
        6 => new(HttpMethod.Put, "/" + Uri.EscapeDataString(noise)),
        _ => Post("/trigger-sync", new string('[', 4_000) + noise),
    };

    private static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string Noise(Random chance) => string.Concat(Enumerable.Range(0, chance.Next(1, 40)).Select(_ => (char)chance.Next(32, 0x2FF)));
}
