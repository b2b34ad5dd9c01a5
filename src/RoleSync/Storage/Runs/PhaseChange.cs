using Microsoft.EntityFrameworkCore.Query;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>The one place that changes the phase of a stored run, as part of an UPDATE; <see cref="RunTransitions"/> says which changes there are.</summary>
internal static class PhaseChange
{
    private static readonly RunPhase[] _idle = [RunPhase.Queued, RunPhase.Held, RunPhase.Waiting];

    /// <summary>Sets the phase, and when the run ended; it has not ended in a phase that another one follows by itself.</summary>
    /// <param name="row">The UPDATE.</param>
    /// <param name="from">The phases that the condition of the UPDATE lets through.</param>
    /// <param name="to">The phase to enter. A phase that is among <paramref name="from"/> stays.</param>
    /// <param name="planIsComplete">Whether the run's plan is complete, or is by this UPDATE.</param>
    /// <param name="now">The present, in UTC milliseconds since 1970.</param>
    /// <exception cref="InvalidOperationException">No run may go that way.</exception>
    public static void Enter(UpdateSettersBuilder<RunRow> row, RunPhase[] from, RunPhase to, bool planIsComplete, long now)
    {
        Check(from, to, planIsComplete);
        if (to is RunPhase.Held or RunPhase.Waiting)
        {
            // By the stop flag as it is at that moment: a stop asked for between the firing's last check and this write would be lost in a phase in
            // which nobody looks at the flag.
            row.SetProperty(r => r.Phase, r => r.StopRequested ? RunPhase.Stopped : to);
            row.SetProperty(r => r.EndedAt, r => r.StopRequested ? now : null);
            return;
        }

        row.SetProperty(r => r.Phase, to);
        row.SetProperty(r => r.EndedAt, to > RunPhase.Waiting ? now : null);
    }

    /// <summary>Asks a run to stop. One that is in line, held or waits is worked on by nobody, and ends as stopped at once; one that is planning or applying keeps its phase until its firing sees the request.</summary>
    /// <param name="row">The UPDATE, of a run that is in line, planning, held, applying or waiting.</param>
    /// <param name="now">The present, in UTC milliseconds since 1970.</param>
    public static void RequestStop(UpdateSettersBuilder<RunRow> row, long now)
    {
        Check(_idle, RunPhase.Stopped, planIsComplete: true);

        // One statement, because the run may pass from one phase to the next between two.
        row.SetProperty(r => r.StopRequested, true)
            .SetProperty(r => r.EndedAt, r => r.Phase == RunPhase.Planning || r.Phase == RunPhase.Applying ? r.EndedAt : now)
            .SetProperty(r => r.Phase, r => r.Phase == RunPhase.Planning || r.Phase == RunPhase.Applying ? r.Phase : RunPhase.Stopped);
    }

    /// <summary>Begins a run that was in line: it plans, or goes on with the plan that it has.</summary>
    /// <param name="row">The UPDATE, of a run that is in line.</param>
    public static void LeaveLine(UpdateSettersBuilder<RunRow> row)
    {
        Check([RunPhase.Queued], RunPhase.Planning, planIsComplete: false);
        Check([RunPhase.Queued], RunPhase.Applying, planIsComplete: true);
        row.SetProperty(r => r.Phase, r => r.PlannedAt == null ? RunPhase.Planning : RunPhase.Applying);
    }

    private static void Check(RunPhase[] from, RunPhase to, bool planIsComplete)
    {
        foreach (var phase in from)
        {
            if (phase != to && !RunTransitions.IsLegal(phase, to, planIsComplete))
            {
                throw new InvalidOperationException(
                    $"A run in phase {phase} cannot enter phase {to}{(planIsComplete ? "" : " before its plan is complete")}: RunTransitions lists the changes that there are.");
            }
        }
    }
}
