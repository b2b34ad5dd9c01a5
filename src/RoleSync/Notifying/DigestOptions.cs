namespace RoleSync.Notifying;

/// <summary>Where runs are told of, and how often.</summary>
internal sealed class DigestOptions
{
    /// <summary>The webhook of a channel; a secret, never logged. Null: runs are told of nowhere.</summary>
    public Uri? Webhook { get; set; }

    /// <summary>The root of the service as people reach it, for links to runs. Null: no links.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>The least time between two edits of a message, unless the run has entered another phase; longer ones for runs that take hours.</summary>
    public TimeSpan Pace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause after the webhook gave no usable answer; doubled each time, up to five minutes.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the runs are read, to see whether there is news. A database read, no call.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}
