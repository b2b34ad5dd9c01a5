namespace RoleSync.Notifying;

/// <summary>What became of a message to a webhook.</summary>
internal abstract record WebhookAnswer
{
    private WebhookAnswer()
    {
    }

    /// <summary>Discord has it.</summary>
    /// <param name="Message">Its snowflake.</param>
    public sealed record Sent(ulong Message) : WebhookAnswer;

    /// <summary>Not now: the limit of the webhook opens later.</summary>
    public sealed record Limited(TimeSpan OpensIn) : WebhookAnswer;

    /// <summary>No usable answer; it may have arrived or not.</summary>
    public sealed record Unavailable(string Why) : WebhookAnswer;

    /// <summary>The message that was to be edited is gone: somebody deleted it.</summary>
    public sealed record Gone : WebhookAnswer;

    /// <summary>Discord takes no such message.</summary>
    public sealed record Rejected(string Why) : WebhookAnswer;

    /// <summary>There is no such webhook, or it may not be used: it is not to be called again.</summary>
    public sealed record Refused(string Why) : WebhookAnswer;
}
