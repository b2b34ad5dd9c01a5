using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleSync.Sandbox.Interactions;

/// <summary>An interaction as Discord has it in its books. Safe for use from several threads.</summary>
public sealed class SentInteraction
{
    private readonly Lock _lock = new();
    private readonly List<JsonObject> _followUps = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private JsonObject? _message;
    private int _edits;

    internal SentInteraction(ulong id, string token, DateTimeOffset sentAt, SentInteraction? clicked) => (Id, Token, SentAt, Clicked) = (id, token, sentAt, clicked);

    /// <summary>Its snowflake.</summary>
    public ulong Id { get; }

    /// <summary>The right to answer it.</summary>
    public string Token { get; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; internal set; }

    /// <summary>The interaction whose message has the button that was clicked; null for a command.</summary>
    public SentInteraction? Clicked { get; }

    /// <summary>The bytes that were signed.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>HTTP status of the first answer; 0 when none came within three seconds.</summary>
    public int Status { get; internal set; }

    /// <summary>Type of the first answer (4 message, 5 deferred, 6 deferred update, 7 update); null when there was none.</summary>
    public int? AnswerType { get; internal set; }

    /// <summary>How long the first answer took.</summary>
    public TimeSpan Took { get; internal set; }

    /// <summary>Whether only the caller sees the message.</summary>
    public bool IsEphemeral { get; internal set; }

    /// <summary>What Discord would hold against the answer; null when it is as it should be. The user then reads "The application did not respond".</summary>
    public string? Problem { get; internal set; }

    /// <summary>Whether the first answer is given: only then is there something to edit.</summary>
    public bool IsAnswered => AnswerType is not null && Problem is null;

    /// <summary>The message as people see it now; null while there is none, or only "thinking …".</summary>
    public JsonObject? Message
    {
        get
        {
            lock (_lock)
            {
                return (JsonObject?)_message?.DeepClone();
            }
        }
    }

    /// <summary>How often the message was edited after the first answer.</summary>
    public int Edits
    {
        get
        {
            lock (_lock)
            {
                return _edits;
            }
        }
    }

    /// <summary>Messages that were sent besides.</summary>
    public IReadOnlyList<JsonObject> FollowUps
    {
        get
        {
            lock (_lock)
            {
                return [.. _followUps];
            }
        }
    }

    /// <summary>Text of the message, its cards included: what a person would read.</summary>
    public string Text => Message is { } message ? ReadableText(message) : "";

    /// <summary>The ids of the message's buttons.</summary>
    public IReadOnlyList<string> Buttons =>
    [
        .. from row in Message?["components"]?.AsArray() ?? []
           from button in row!["components"]!.AsArray()
           select (string)button!["custom_id"]!,
    ];

    /// <summary>Waits until the message is there and was edited so many times.</summary>
    /// <exception cref="TimeoutException">It was not within that time.</exception>
    public async Task WaitForEditAsync(int edits, TimeSpan patience, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(time);
        var started = time.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_message is not null && _edits >= edits)
                {
                    return;
                }
                changed = _changed.Task;
            }
            var left = patience - time.GetElapsedTime(started);
            await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, ct);
        }
    }

    /// <summary>The 15 minutes are over.</summary>
    public void Expire() => SentAt -= TimeSpan.FromMinutes(16);

    internal void Show(JsonElement message, bool isEdit)
    {
        lock (_lock)
        {
            var shown = _message ?? [];
            foreach (var field in message.EnumerateObject())
            {
                shown[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            }
            _message = shown;
            _edits += isEdit ? 1 : 0;
            Changed();
        }
    }

    internal void FollowUp(JsonElement message)
    {
        lock (_lock)
        {
            _followUps.Add((JsonObject)JsonNode.Parse(message.GetRawText())!);
            Changed();
        }
    }

    private void Changed()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private static string ReadableText(JsonNode? node) => node switch
    {
        JsonObject fields => string.Join('\n', fields.Where(pair => pair.Key is not ("custom_id" or "url")).Select(pair => ReadableText(pair.Value)).Where(text => text.Length > 0)),
        JsonArray items => string.Join('\n', items.Select(ReadableText).Where(text => text.Length > 0)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => "",
    };
}
