using System.Collections.Concurrent;
using System.Text.Json;
using RoleSync.Sandbox.Discord;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Interactions;

/// <summary>
/// Discord's side of slash commands: signs interactions, sends them to an endpoint, gives up after three seconds, and keeps what is
/// answered. Safe for use from several threads.
/// </summary>
public sealed class InteractionDesk : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(15);
    private static readonly DateTimeOffset s_epoch = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SigningKey _key = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<string, SentInteraction> _byToken = new();
    private readonly World _world;
    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private long _sent;

    internal InteractionDesk(World world, Journal journal, TimeProvider time) => (_world, _journal, _time) = (world, journal, time);

    /// <summary>What DISCORD_PUBLIC_KEY has to be: 64 hexadecimal digits.</summary>
    public string PublicKey => _key.PublicKey;

    /// <summary>Everything that was sent, in order.</summary>
    public IReadOnlyList<SentInteraction> Sent => [.. _byToken.Values.OrderBy(sent => sent.Id)];

    /// <summary>Asks whether somebody is there, as the developer portal does when an endpoint is set up.</summary>
    /// <returns>Status and body of the answer; status 0 when none came within three seconds.</returns>
    public async Task<(int Status, string Body)> PingAsync(Uri endpoint, Tampering tampering, CancellationToken ct)
    {
        var sent = Begin(null);
        sent.Body = InteractionBody.Ping(_world.BotId, sent.Id, sent.Token);
        return await ExchangeAsync(endpoint, sent, tampering, ct);
    }

    /// <summary>Sends a slash command, and takes in the first answer.</summary>
    public async Task<SentInteraction> SendAsync(Uri endpoint, Invocation invocation, CancellationToken ct, Tampering tampering = Tampering.None)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var sent = Begin(null);
        sent.Body = InteractionBody.Command(_world, sent, invocation);
        return await DeliverAsync(endpoint, sent, tampering, ct);
    }

    /// <summary>Asks, as Discord does while somebody types, which values of an option to propose.</summary>
    /// <returns>Status and body of the answer; status 0 when none came within three seconds.</returns>
    public async Task<(int Status, string Body)> AutocompleteAsync(Uri endpoint, Invocation invocation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var sent = Begin(null);
        sent.Body = InteractionBody.Autocomplete(_world, sent, invocation);
        return await ExchangeAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>Clicks a button of a message, and takes in the first answer.</summary>
    /// <param name="endpoint">Where interactions are sent to.</param>
    /// <param name="on">The interaction whose message has the button.</param>
    /// <param name="customId">The button.</param>
    /// <param name="by">Who clicks; its command and options are no matter.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<SentInteraction> ClickAsync(Uri endpoint, SentInteraction on, string customId, Invocation by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        var sent = Begin(on);
        sent.Body = InteractionBody.Click(_world, sent, by, customId);
        return await DeliverAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>Sends the very same bytes once more, as somebody would who has recorded them.</summary>
    /// <returns>Status and body of the answer.</returns>
    public Task<(int Status, string Body)> RepeatAsync(Uri endpoint, SentInteraction sent, CancellationToken ct) =>
        ExchangeAsync(endpoint, sent, Tampering.None, ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        _key.Dispose();
        _http.Dispose();
    }

    /// <summary>The interaction of a token; null for a token that is none of ours.</summary>
    internal SentInteraction? Find(string token) => _byToken.GetValueOrDefault(token);

    internal bool IsOver(SentInteraction sent) => _time.GetUtcNow() - sent.SentAt > s_lifetime;

    private SentInteraction Begin(SentInteraction? clicked)
    {
        var number = (ulong)Interlocked.Increment(ref _sent);
        var now = _time.GetUtcNow();
        var id = ((ulong)(now - s_epoch).TotalMilliseconds << 22) + (number & 0x3FFFFF);
        var sent = new SentInteraction(id, $"aW50ZXJhY3Rpb246{id:x}{number:x8}.sandbox", now, clicked);
        _byToken[sent.Token] = sent;
        return sent;
    }

    private async Task<SentInteraction> DeliverAsync(Uri endpoint, SentInteraction sent, Tampering tampering, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        (sent.Status, var body) = await ExchangeAsync(endpoint, sent, tampering, ct);
        sent.Took = _time.GetElapsedTime(started);
        sent.Problem = sent.Status switch
        {
            200 => TakeIn(sent, body),
            0 => "no answer came within 3 s",
            _ => $"the status was {sent.Status}",
        };
        if (sent.Problem is { } problem && tampering == Tampering.None)
        {
            _journal.Violation($"Interaction {sent.Id} was not answered as Discord wants it: {problem}.");
        }
        return sent;
    }

    private async Task<(int Status, string Body)> ExchangeAsync(Uri endpoint, SentInteraction sent, Tampering tampering, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(s_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        using var request = _key.Sign(endpoint, sent.Body.ToArray(), _time.GetUtcNow(), tampering);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (0, "");
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }

    private static string? TakeIn(SentInteraction sent, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var type = json.RootElement.GetProperty("type").GetInt32();
            var data = json.RootElement.TryGetProperty("data", out var given) ? given : default;
            var isMessage = type is 4 or 7;
            if (type is not (4 or 5 or 6 or 7) || (type is 6 or 7 && sent.Clicked is null))
            {
                return $"type {type} is no answer to this";
            }
            if (isMessage && MessageRules.Breach(data) is { } breach)
            {
                return $"the message is refused: {breach.Field}: {breach.Message}";
            }
            sent.IsEphemeral = data.ValueKind == JsonValueKind.Object && data.TryGetProperty("flags", out var flags) && (flags.GetInt32() & 64) != 0;
            if (isMessage)
            {
                (type == 7 ? sent.Clicked! : sent).Show(data, isEdit: type == 7);
            }
            sent.AnswerType = type;
            return null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"the body cannot be read: {error.Message}";
        }
    }
}
