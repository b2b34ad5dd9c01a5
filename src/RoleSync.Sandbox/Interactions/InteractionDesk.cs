using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Discord.Commands;
using RoleSync.Sandbox.Discord.Messages;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Interactions;

/// <summary>
/// Discord's side of commands and clicks: signs interactions, sends them to an endpoint, gives up after three seconds, and keeps what is
/// answered. Safe for use from several threads.
/// </summary>
public sealed class InteractionDesk : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(15);

    private readonly SigningKey _key = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly ConcurrentDictionary<string, SentInteraction> _byToken = new();
    private readonly World _world;
    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private readonly MessageBook _messages;
    private readonly CommandBook _commands;

    internal InteractionDesk(World world, Journal journal, MessageBook messages, CommandBook commands) =>
        (_world, _journal, _time, _messages, _commands) = (world, journal, world.Time, messages, commands);

    /// <summary>What DISCORD_PUBLIC_KEY has to be: 64 hexadecimal digits.</summary>
    public string PublicKey => _key.PublicKey;

    /// <summary>Everything that was sent, in order.</summary>
    public IReadOnlyList<SentInteraction> Sent => [.. _byToken.Values.OrderBy(sent => sent.Id)];

    /// <summary>Asks whether somebody is there, as the developer portal does when an endpoint is set up.</summary>
    /// <returns>Status and body of the answer; status 0 when none came within three seconds.</returns>
    public async Task<(int Status, string Body)> PingAsync(Uri endpoint, Tampering tampering, CancellationToken ct)
    {
        var sent = Begin(1, new Invocation("", _world.BotId), null);
        sent.Body = InteractionBody.Ping(_world.BotId, sent.Id, sent.Token);
        return await ExchangeAsync(endpoint, sent, tampering, ct);
    }

    /// <summary>Sends a command, and takes in the first answer.</summary>
    public async Task<SentInteraction> SendAsync(Uri endpoint, Invocation invocation, CancellationToken ct, Tampering tampering = Tampering.None)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var sent = Begin(2, invocation, null);
        sent.Body = InteractionBody.Command(_world, sent, invocation, CommandOf(invocation));
        return await DeliverAsync(endpoint, sent, tampering, ct);
    }

    /// <summary>Asks what an option could be, while somebody is typing it; the choices are in the answer.</summary>
    /// <param name="endpoint">Where interactions are sent to.</param>
    /// <param name="invocation">The command so far.</param>
    /// <param name="focused">The option that is being typed; its value is what is there already, always text.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<SentInteraction> AutocompleteAsync(Uri endpoint, Invocation invocation, string focused, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var sent = Begin(4, invocation, null);
        sent.Body = InteractionBody.Command(_world, sent, invocation, CommandOf(invocation), focused);
        return await DeliverAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>The same for the last option, for endpoints of which only the bare answer matters.</summary>
    /// <returns>Status and body of the answer; status 0 when none came within three seconds.</returns>
    public async Task<(int Status, string Body)> AutocompleteAsync(Uri endpoint, Invocation invocation, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var sent = Begin(4, invocation, null);
        sent.Body = InteractionBody.Command(_world, sent, invocation, CommandOf(invocation), invocation.Options.Keys.LastOrDefault() ?? "");
        return await ExchangeAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>Clicks a button of the message that answers an interaction, and takes in the first answer.</summary>
    /// <param name="endpoint">Where interactions are sent to.</param>
    /// <param name="on">The interaction whose message has the button.</param>
    /// <param name="customId">The button.</param>
    /// <param name="by">Who clicks; its command and options are no matter.</param>
    /// <param name="ct">Gives up.</param>
    public Task<SentInteraction> ClickAsync(Uri endpoint, SentInteraction on, string customId, Invocation by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(on);
        return ClickAsync(endpoint, on.Shown ?? throw new ArgumentException("The interaction has no message to click on.", nameof(on)), customId, by, ct);
    }

    /// <summary>Clicks a button of any message, and takes in the first answer.</summary>
    public async Task<SentInteraction> ClickAsync(Uri endpoint, SandboxMessage on, string customId, Invocation by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(on);
        ArgumentNullException.ThrowIfNull(by);
        var sent = Begin(3, by, on);
        sent.Body = InteractionBody.Click(_world, sent, by, customId);
        return await DeliverAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>Fills in a form that an answer has opened (type 9), and takes in the first answer.</summary>
    /// <param name="endpoint">Where interactions are sent to.</param>
    /// <param name="opened">The interaction whose answer opened it.</param>
    /// <param name="values">The text by the id of its field.</param>
    /// <param name="by">Who sends it.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<SentInteraction> SubmitAsync(
        Uri endpoint, SentInteraction opened, IReadOnlyDictionary<string, string> values, Invocation by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(opened);
        ArgumentNullException.ThrowIfNull(by);
        var modal = opened.Modal ?? throw new ArgumentException("The interaction has opened no form.", nameof(opened));
        var sent = Begin(5, by, opened.ClickedMessage);
        sent.Body = InteractionBody.Submission(_world, sent, by, (string)modal["custom_id"]!, values);
        return await DeliverAsync(endpoint, sent, Tampering.None, ct);
    }

    /// <summary>Whether Discord offers a registered command there: by its contexts, its integration types, and who has installed the application.</summary>
    public bool IsOffered(Invocation invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        return CommandOf(invocation) is { } command && (invocation.Context == 0 || command["guild_id"] is null)
            && (command["contexts"] is not JsonArray contexts || contexts.Any(one => (int)one! == invocation.Context))
            && (command["integration_types"] as JsonArray ?? [0]).Any(one => (int)one! == (invocation.IsInstalledByUser ? 1 : 0))
            && (invocation.Context != 2 || invocation.IsInstalledByUser);
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

    internal bool IsOver(SentInteraction sent) => _time.GetUtcNow() - sent.SentAt > _lifetime;

    /// <summary>Whether the three seconds for a first answer are over.</summary>
    internal bool IsTooLate(SentInteraction sent) => !sent.Acknowledged.IsCompleted && (sent.Problem is not null || _time.GetUtcNow() - sent.SentAt > _patience);

    /// <summary>Takes a first answer in.</summary>
    internal Acknowledgement Acknowledge(SentInteraction sent, JsonElement answer) =>
        sent.Acknowledge(() => FirstAnswer.Problem(sent, answer), () => FirstAnswer.Apply(sent, answer, _messages));

    private JsonObject? CommandOf(Invocation invocation) =>
        _commands.Seen(invocation.Context == 0 ? invocation.Guild ?? _world.TheGuild.Id : 0, invocation.CommandType, invocation.Command);

    private SentInteraction Begin(int type, Invocation by, SandboxMessage? clicked)
    {
        var id = _world.Snowflakes.Next();
        var guild = by.Context == 0 ? by.Guild ?? _world.TheGuild.Id : (ulong?)null;
        var sent = new SentInteraction(id, $"aW50ZXJhY3Rpb246{id:x}{id * 0x9E3779B97F4A7C15:x16}.sandbox", _time.GetUtcNow(), type)
        {
            ClickedMessage = clicked,
            GuildId = guild,
            UserId = by.User,
            ChannelId = clicked?.ChannelId ?? (guild is { } there ? _world.FindGuild(there)?.ChannelId ?? there + 1 : by.User + 1),
        };
        _byToken[sent.Token] = sent;
        return sent;
    }

    private async Task<SentInteraction> DeliverAsync(Uri endpoint, SentInteraction sent, Tampering tampering, CancellationToken ct)
    {
        var started = _time.GetTimestamp();
        (sent.Status, var body) = await ExchangeAsync(endpoint, sent, tampering, ct);
        sent.Problem = sent.Status switch
        {
            200 => TakeIn(sent, body),
            202 or 204 => await CallbackAsync(sent, _patience - _time.GetElapsedTime(started), ct),
            0 => sent.Acknowledged.IsCompleted ? null : "no answer came within 3 s",
            _ => $"the status was {sent.Status}",
        };
        sent.Took = _time.GetElapsedTime(started);
        if (sent.Problem is { } problem && tampering == Tampering.None)
        {
            _journal.Violation($"Interaction {sent.Id} was not answered as Discord wants it: {problem}.");
        }
        return sent;
    }

    private async Task<(int Status, string Body)> ExchangeAsync(Uri endpoint, SentInteraction sent, Tampering tampering, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(_patience, _time);
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

    // Accepted without an answer: that comes by a call of its own, in what is left of the three seconds.
    private async Task<string?> CallbackAsync(SentInteraction sent, TimeSpan left, CancellationToken ct)
    {
        try
        {
            await sent.Acknowledged.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, ct);
            return null;
        }
        catch (TimeoutException)
        {
            return "no callback came within 3 s";
        }
    }

    private string? TakeIn(SentInteraction sent, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Acknowledge(sent, json.RootElement).Problem;
        }
        catch (JsonException error)
        {
            return sent.Acknowledged.IsCompleted && body.Length == 0 ? null : $"the body cannot be read: {error.Message}";
        }
    }
}
