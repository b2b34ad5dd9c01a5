namespace RoleSync.Discord.RateLimits;

/// <summary>Who goes first where requests have to wait.</summary>
internal enum RequestPriority
{
    /// <summary>The work of a run.</summary>
    Bulk,

    /// <summary>Somebody waits for the answer: ahead of every bulk request, with a small share of the global pace kept free while there is such work.</summary>
    Interactive,
}
