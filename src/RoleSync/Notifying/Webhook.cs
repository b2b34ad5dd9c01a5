using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;
using RoleSync.Transport;

namespace RoleSync.Notifying;

/// <summary>
/// The webhook of the digest. It has a limit of its own and no token of the bot, so it passes by the bot's limiter: a webhook that is refused
/// must not stop the bot. One caller at a time. See <see href="https://discord.com/developers/docs/resources/webhook">Discord on webhooks</see>.
/// </summary>
internal sealed class Webhook(IHttpClientFactory clients, IOptions<DigestOptions> options, TimeProvider time)
{
    // A message with its embeds as Discord gives it back.
    private const int MostBytes = 256 * 1024;

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
    public Task<WebhookAnswer> SendAsync(ulong? message, ReadOnlyMemory<byte> json, CancellationToken ct) =>
        ExchangeAsync(() => Request(message, json), ct);

    /// <summary>Whether there still is such a webhook: it shows itself to whoever knows its address. Nothing is posted. See
    /// <see href="https://discord.com/developers/docs/resources/webhook#get-webhook-with-token">Get Webhook with Token</see>.</summary>
    /// <returns><see cref="WebhookAnswer.Sent"/> when there is.</returns>
    public Task<WebhookAnswer> FindAsync(CancellationToken ct) => ExchangeAsync(() => new HttpRequestMessage(HttpMethod.Get, _address!.Itself), ct);

    private async Task<WebhookAnswer> ExchangeAsync(Func<HttpRequestMessage> ask, CancellationToken ct)
    {
        if (_opensAt - Now is var wait && wait > TimeSpan.Zero)
        {
            return new WebhookAnswer.Limited(wait);
        }

        using var timeout = new CancellationTokenSource(_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var request = ask();
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        try
        {
            using var client = clients.CreateClient(DiscordSender.ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            RenewedConnections.GiveUp(request);
            return new WebhookAnswer.Unavailable($"it did not answer within {_longest.TotalSeconds:0} s");
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            return new WebhookAnswer.Unavailable("its answer cannot be read");
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
    };

    private async Task<WebhookAnswer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        if (status == 429)
        {
            var wait = Backoff.For(await TooManyRequestsReader.ReadAsync(response, ct), consecutiveHits: 1) + _guard;
            _opensAt = Now + RequestedWait.Bounded(wait);
            return new WebhookAnswer.Limited(_opensAt - Now);
        }

        if (LimitHeaders.Read(response.Headers) is { Remaining: 0 } limits)
        {
            _opensAt = Now + RequestedWait.Bounded(limits.ResetAfter) + _guard;
        }

        if (status == 200)
        {
            return new WebhookAnswer.Sent(await IdAsync(response, ct));
        }

        if (status is < 400 or >= 500 or 408 || await DiscordErrorReader.ReadAsync(response, ct) is not { } error)
        {
            return new WebhookAnswer.Unavailable($"it answered {status}, and not in Discord's words");
        }

        // Only these two say that the webhook is no more; any other 401, 403 or 404 may be of the moment.
        var why = $"HTTP {status}, code {error.Code}, \"{error.Message}\"";
        return error.Code switch
        {
            DiscordError.UnknownMessage when status == 404 => new WebhookAnswer.Gone(),
            DiscordError.UnknownWebhook when status == 404 => new WebhookAnswer.Refused(why),
            DiscordError.InvalidWebhookToken => new WebhookAnswer.Refused(why),
            _ => status is 401 or 403 or 404 ? new WebhookAnswer.Unavailable($"Discord refused it: {why}") : new WebhookAnswer.Rejected(why),
        };
    }

    /// <summary>The id of the message, or of the webhook itself.</summary>
    private static async Task<ulong> IdAsync(HttpResponseMessage response, CancellationToken ct)
    {
        using var body = await ResponseBody.ReadAsync(response.Content, MostBytes, ct);
        return body.IsJson && JsonSerializer.Deserialize(body.Utf8, DiscordJson.Default.SentMessageWire) is { Id: var id }
            ? id
            : throw new JsonException("an object with its id was expected");
    }
}
