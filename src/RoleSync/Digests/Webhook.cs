using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RoleSync.Discord;
using RoleSync.Discord.RateLimits;

namespace RoleSync.Digests;

/// <summary>
/// The webhook of the digest. It has a limit of its own and no token of the bot, so it passes by the bot's limiter: a webhook that is refused
/// must not stop the bot. One caller at a time. See <see href="https://discord.com/developers/docs/resources/webhook">Discord on webhooks</see>.
/// </summary>
internal sealed class Webhook(IHttpClientFactory clients, IOptions<DigestOptions> options, TimeProvider time)
{
    private const int UnknownMessage = 10008;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _guard = TimeSpan.FromMilliseconds(20);
    private readonly WebhookAddress? _address = options.Value.Webhook is { } address ? new WebhookAddress(address) : null;
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _opensAt;

    /// <summary>Whether there is one.</summary>
    public bool IsSet => _address is not null;

    /// <summary>A number that stands for its address.</summary>
    public long Number => _address?.Number ?? 0;

    /// <summary>Posts a message, or edits the one that is named.</summary>
    public async Task<WebhookAnswer> SendAsync(ulong? message, ReadOnlyMemory<byte> json, CancellationToken ct)
    {
        if (_opensAt - Now is var wait && wait > TimeSpan.Zero)
        {
            return new WebhookAnswer.Limited(wait);
        }

        using var timeout = new CancellationTokenSource(_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            using var request = Request(message, json);
            using var client = clients.CreateClient(DiscordSender.ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, message, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new WebhookAnswer.Unavailable($"it did not answer within {_longest.TotalSeconds:0} s");
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            // The text of the fault could quote the address, which is a secret.
            return new WebhookAnswer.Unavailable($"it cannot be reached ({(fault as HttpRequestException)?.HttpRequestError.ToString() ?? fault.GetType().Name})");
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private HttpRequestMessage Request(ulong? message, ReadOnlyMemory<byte> json) => new(
        message is null ? HttpMethod.Post : HttpMethod.Patch, message is { } posted ? _address!.Of(posted) : _address!.ForPosting)
    {
        Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    private async Task<WebhookAnswer> ReadAsync(HttpResponseMessage response, ulong? message, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status == 429)
        {
            var wait = Backoff.For(await ExcessAnswer.ReadAsync(response, ct), strikes: 1) + _guard;
            _opensAt = Now + wait;
            return new WebhookAnswer.Limited(wait);
        }

        if (LimitHeaders.Read(response.Headers) is { Remaining: 0 } limits)
        {
            _opensAt = Now + limits.ResetAfter + _guard;
        }

        if (response.IsSuccessStatusCode)
        {
            return new WebhookAnswer.Sent(await IdAsync(response, ct));
        }

        if (status is < 400 or >= 500 or 408)
        {
            return new WebhookAnswer.Unavailable($"it answered {status}");
        }

        var error = await ErrorAnswer.ReadAsync(response, ct);
        return status switch
        {
            404 when message is not null && error.Code == UnknownMessage => new WebhookAnswer.Gone(),
            401 or 403 or 404 => new WebhookAnswer.Refused($"HTTP {status}, code {error.Code}, \"{error.Message}\""),
            _ => new WebhookAnswer.Rejected($"HTTP {status}, code {error.Code}, \"{error.Message}\""),
        };
    }

    private static async Task<ulong> IdAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var body = await ResponseBody.ReadAsync(response.Content, ct);
        var json = new Utf8JsonReader(body.Utf8);
        var message = JsonElement.ParseValue(ref json);
        return message.ValueKind is JsonValueKind.Object && message.TryGetProperty("id", out var id)
            && ulong.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException("a message with its id was expected");
    }
}
