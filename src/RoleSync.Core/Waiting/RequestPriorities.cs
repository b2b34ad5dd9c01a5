using RoleSync.Core.Runs;

namespace RoleSync.Core.Waiting;

/// <summary>Tells the priority of what a run reads.</summary>
public static class RequestPriorities
{
    /// <summary>Lists and look-ups of runs that a person started come before those of the schedule.</summary>
    public static RequestPriority ReadingPriority(this Run run) => run.Trigger.IsScheduled() ? RequestPriority.Background : RequestPriority.Bulk;
}
