namespace RoleSync.Core.Waiting;

/// <summary>Who goes first where requests have to wait, at Discord and at Ethos; the later the value, the earlier the turn.</summary>
public enum RequestPriority
{
    /// <summary>Reading for a run that the schedule has started: nobody waits for it.</summary>
    Background,

    /// <summary>The work of a run.</summary>
    Bulk,

    /// <summary>Somebody waits for the answer: ahead of all work of runs, with a small share of the pace kept free while there is such work.</summary>
    Interactive,
}
