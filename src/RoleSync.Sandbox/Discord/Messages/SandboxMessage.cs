using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Interactions;

namespace RoleSync.Sandbox.Discord.Messages;

/// <summary>A message as Discord keeps it. Safe for use from several threads.</summary>
public sealed class SandboxMessage
{
    private static readonly string[] _kept = ["content", "embeds", "components", "attachments", "tts", "nonce", "username", "message_reference"];
    private readonly Lock _lock = new();
    private readonly JsonObject _fields = [];
    private Notified _notified = Notified.Nobody;
    private int _edits;

    internal SandboxMessage(ulong id, ulong channel, DateTimeOffset sentAt) => (Id, ChannelId, SentAt) = (id, channel, sentAt);

    /// <summary>Its snowflake.</summary>
    public ulong Id { get; }

    /// <summary>Where it stands.</summary>
    public ulong ChannelId { get; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; }

    /// <summary>When it was last edited.</summary>
    public DateTimeOffset? EditedAt { get; private set; }

    /// <summary>The webhook that sent it; null for a message of the bot.</summary>
    public ulong? WebhookId { get; internal init; }

    /// <summary>The interaction that it answers or follows; null for other messages.</summary>
    public SentInteraction? Interaction { get; internal init; }

    /// <summary>Whether only one person sees it.</summary>
    public bool IsEphemeral { get; internal init; }

    /// <summary>Whether it says no more than "thinking …" so far.</summary>
    public bool IsLoading { get; internal set; }

    /// <summary>Whether it was deleted.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>How often it was edited.</summary>
    public int Edits => Volatile.Read(ref _edits);

    /// <summary>Whom it notified when it was sent.</summary>
    public Notified Notified
    {
        get
        {
            lock (_lock)
            {
                return _notified;
            }
        }
    }

    /// <summary>Content, embeds, components and the like, as they were sent and edited.</summary>
    public JsonObject Fields
    {
        get
        {
            lock (_lock)
            {
                return (JsonObject)_fields.DeepClone();
            }
        }
    }

    /// <summary>Its text, cards included: what a person would read.</summary>
    public string Text => ReadableText(Fields);

    /// <summary>The ids of the buttons that can be clicked, in order.</summary>
    public IReadOnlyList<string> Buttons =>
    [
        .. from row in Fields["components"]?.AsArray() ?? []
           from button in row!["components"]?.AsArray() ?? []
           let id = (string?)button!["custom_id"]
           where id is not null
           select id,
    ];

    internal Action? Changed { get; init; }

    internal void Fill(JsonElement message, Notified notified)
    {
        lock (_lock)
        {
            Take(message);
            _notified = notified;
        }
        Changed?.Invoke();
    }

    internal void Edit(JsonElement message, DateTimeOffset at)
    {
        lock (_lock)
        {
            Take(message);
            EditedAt = at;
            IsLoading = false;
            _edits++;
        }
        Changed?.Invoke();
    }

    internal void Delete()
    {
        IsDeleted = true;
        Changed?.Invoke();
    }

    private void Take(JsonElement message)
    {
        foreach (var field in message.EnumerateObject())
        {
            if (_kept.Contains(field.Name))
            {
                _fields[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            }
        }
    }

    private static string ReadableText(JsonNode? node) => node switch
    {
        JsonObject fields => string.Join('\n', fields.Where(pair => pair.Key is not ("custom_id" or "url")).Select(pair => ReadableText(pair.Value)).Where(text => text.Length > 0)),
        JsonArray items => string.Join('\n', items.Select(ReadableText).Where(text => text.Length > 0)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => "",
    };
}
