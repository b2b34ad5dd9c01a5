using System.Text.Json.Nodes;
using RoleSync.Sandbox.Discord.Messages;

namespace RoleSync.Sandbox.Interactions;

/// <summary>An interaction as Discord has it in its books. Safe for use from several threads.</summary>
public sealed class SentInteraction
{
    private readonly Lock _lock = new();
    private readonly List<SandboxMessage> _followUps = [];
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal SentInteraction(ulong id, string token, DateTimeOffset sentAt, int type) => (Id, Token, SentAt, Type) = (id, token, sentAt, type);

    /// <summary>Its snowflake.</summary>
    public ulong Id { get; }

    /// <summary>The right to answer it.</summary>
    public string Token { get; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; internal set; }

    /// <summary>1 ping, 2 command, 3 click, 4 autocompletion, 5 modal.</summary>
    public int Type { get; }

    /// <summary>The message that was clicked; null where none was.</summary>
    public SandboxMessage? ClickedMessage { get; internal init; }

    /// <summary>The bytes that were signed.</summary>
    public ReadOnlyMemory<byte> Body { get; internal set; }

    /// <summary>HTTP status of the first answer; 0 when none came within three seconds.</summary>
    public int Status { get; internal set; }

    /// <summary>Type of the first answer (4 message, 5 deferred, 6 deferred update, 7 update, 8 choices, 9 modal); null when there was none.</summary>
    public int? AnswerType { get; internal set; }

    /// <summary>How long the first answer took.</summary>
    public TimeSpan Took { get; internal set; }

    /// <summary>Whether only the caller sees the message.</summary>
    public bool IsEphemeral { get; internal set; }

    /// <summary>What Discord would hold against the answer; null when it is as it should be. The user then reads "The application did not respond".</summary>
    public string? Problem { get; internal set; }

    /// <summary>Whether the first answer is given: only then is there something to edit.</summary>
    public bool IsAnswered => AnswerType is not null && Problem is null;

    /// <summary>The message that answers it, "thinking …" included; null while there is none, and for answers that only update what was clicked.</summary>
    public SandboxMessage? Original { get; internal set; }

    /// <summary>The message that @original stands for: the answer, or what was clicked where the answer only updates it.</summary>
    public SandboxMessage? Shown => AnswerType is 6 or 7 ? ClickedMessage : Original;

    /// <summary>What autocompletion offers; null where it was not asked.</summary>
    public IReadOnlyList<JsonObject>? Choices { get; internal set; }

    /// <summary>The form that was opened; null where none was.</summary>
    public JsonObject? Modal { get; internal set; }

    /// <summary>The message as people see it now; null while there is none, or only "thinking …".</summary>
    public JsonObject? Message => Original is { IsLoading: false, IsDeleted: false } message ? message.Fields : null;

    /// <summary>How often the message was edited after the first answer.</summary>
    public int Edits => Original?.Edits ?? 0;

    /// <summary>Messages that were sent besides.</summary>
    public IReadOnlyList<SandboxMessage> FollowUps
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
    public string Text => Original is { IsLoading: false, IsDeleted: false } message ? message.Text : "";

    /// <summary>The ids of the message's buttons.</summary>
    public IReadOnlyList<string> Buttons => Original is { IsLoading: false, IsDeleted: false } message ? message.Buttons : [];

    /// <summary>Where it was sent from.</summary>
    internal ulong ChannelId { get; init; }

    /// <summary>The guild it was sent from; null outside of guilds.</summary>
    internal ulong? GuildId { get; init; }

    /// <summary>Who sent it.</summary>
    internal ulong UserId { get; init; }

    /// <summary>Done with the first answer that is taken.</summary>
    internal Task Acknowledged => _acknowledged.Task;

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
                changed = _changed.Task;
            }
            if (Message is not null && Edits >= edits)
            {
                return;
            }
            var left = patience - time.GetElapsedTime(started);
            await changed.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, ct);
        }
    }

    /// <summary>The 15 minutes are over.</summary>
    public void Expire() => SentAt -= TimeSpan.FromMinutes(16);

    /// <summary>Takes the first answer, once: whoever comes later is told so.</summary>
    internal Acknowledgement Acknowledge(Func<string?> problem, Action apply)
    {
        lock (_lock)
        {
            if (_acknowledged.Task.IsCompleted)
            {
                return new Acknowledgement("it was answered already", IsAgain: true);
            }
            if (problem() is { } reason)
            {
                return new Acknowledgement(reason);
            }
            apply();
            _acknowledged.SetResult();
        }
        Signal();
        return default;
    }

    internal void Follow(SandboxMessage message)
    {
        lock (_lock)
        {
            _followUps.Add(message);
        }
        Signal();
    }

    internal void Signal()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.TrySetResult();
    }
}
