using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using RoleSync.Benchmarks.Scenarios;
using RoleSync.Sandbox.Recording;

namespace RoleSync.Benchmarks.Rivals;

/// <summary>A client as bots have it: one write after the other, and a simple rule for the pause between them.</summary>
internal sealed class SimpleClient
{
    private static readonly TimeSpan _offset = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(1.1);

    private readonly Func<HttpResponseHeaders, TimeSpan> _pause;

    private SimpleClient(Func<HttpResponseHeaders, TimeSpan> pause) => _pause = pause;

    /// <summary>Answers so far.</summary>
    public int Calls { get; private set; }

    /// <summary>Answers 429 among them.</summary>
    public int TooMany { get; private set; }

    /// <summary>Where nothing remains it waits for the reset and 50 ms more, as the usual libraries do.</summary>
    public static SimpleClient Sequential(double speed) =>
        new(headers => Number(headers, "X-RateLimit-Remaining") is 0
            ? TimeSpan.FromSeconds(Number(headers, "X-RateLimit-Reset-After") ?? 0) + (_offset / speed)
            : TimeSpan.Zero);

    /// <summary>It looks at nothing and waits 1.1 s after each answer.</summary>
    public static SimpleClient Waiting(double speed) => new(_ => _wait / speed);

    /// <summary>Sends all writes; one that gets a 429 is sent again after the time that the answer names.</summary>
    public async Task WriteAsync(Uri discord, string token, IEnumerable<NeededWrite> writes, CancellationToken ct)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", token);
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.org, 1.0)");
        foreach (var write in writes)
        {
            while (await SendAsync(http, discord, write, ct) is { } pause)
            {
                await Task.Delay(pause, TimeProvider.System, ct);
            }
        }
    }

    /// <returns>How long to wait before the same write is sent again; null when it is done, and its pause is over.</returns>
    private async Task<TimeSpan?> SendAsync(HttpClient http, Uri discord, NeededWrite write, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(
            write.Kind is WriteKind.Grant ? HttpMethod.Put : HttpMethod.Delete,
            $"{discord.OriginalString}/guilds/{write.Guild}/members/{write.Member}/roles/{write.Role}");
        using var answer = await http.SendAsync(request, ct);
        Calls++;
        if (answer.StatusCode is HttpStatusCode.TooManyRequests)
        {
            TooMany++;
            using var body = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(ct));
            return TimeSpan.FromSeconds(body.RootElement.GetProperty("retry_after").GetDouble());
        }

        answer.EnsureSuccessStatusCode();
        await Task.Delay(_pause(answer.Headers), TimeProvider.System, ct);
        return null;
    }

    private static double? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? double.Parse(values.First(), CultureInfo.InvariantCulture) : null;
}
