using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Runs;

/// <content>What nobody foresaw: counted on the run, so that no run fails for ever without an end.</content>
internal sealed partial class RunLease
{
    /// <summary>For so long the outcomes that were stored last are proof enough: a write more would only stand in the way of the next ones.</summary>
    private static readonly TimeSpan _proofHolds = TimeSpan.FromSeconds(2);

    // Ticks of the counting clock, of the last outcomes that the database took; 0 before the first.
    private long _storedAt;

    /// <summary>Counts a fault of this firing, and postpones the run or ends it as failed.</summary>
    /// <param name="passes">Whether the fault may pass by itself: such faults are counted in a row, until the run has moved.</param>
    /// <param name="decide">From how many there are now: the pause, or none to end the run, and the sentence.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The pause; null where the run has ended, or is no longer this firing's.</returns>
    public async Task<TimeSpan?> NoteFaultAsync(bool passes, Func<int, (TimeSpan? Pause, string Why)> decide, CancellationToken ct)
    {
        TimeSpan? pause = null;
        var noted = await database.WriteAsync(
            async db =>
            {
                if (await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Run.Value && row.Epoch == Epoch, ct) is not { } found)
                {
                    return false;
                }

                var mark = (long)found.Listed + found.NextIndex + found.Applied + found.Refused + found.Failed + found.Skipped;
                var inARow = passes ? (found.FaultMark == mark ? found.FaultsInARow : 0) + 1 : found.FaultsInARow;
                var faults = passes ? found.Faults : found.Faults + 1;
                (pause, var why) = decide(passes ? inARow : faults);
                long? resumesAt = pause is { } rest ? Now() + (long)rest.TotalMilliseconds : null;
                return await CheckpointAsync(
                    db,
                    row =>
                    {
                        row.SetProperty(r => r.Faults, faults);
                        row.SetProperty(r => r.FaultsInARow, inARow);
                        row.SetProperty(r => r.FaultMark, mark);
                        row.SetProperty(r => r.ResumesAt, resumesAt);
                        row.SetProperty(r => r.Error, why);
                        if (resumesAt is null)
                        {
                            Enter(row, RunPhase.Failed, Now());
                            row.SetProperty(r => r.ChunkEnd, (int?)null);
                        }
                    },
                    ct);
            },
            ct);
        return noted ? pause : null;
    }

    /// <summary>
    /// Stores what is stored already, in the columns and rows that the next outcomes go to. It throws what storing them would throw, so that
    /// nothing is written to Discord whose outcome the database would not take. Outcomes that were stored a moment ago prove the same.
    /// </summary>
    /// <param name="change">A change that is pending.</param>
    /// <param name="ct">Gives up.</param>
    public Task<bool> ProveAsync(long change, CancellationToken ct) =>
        Volatile.Read(ref _storedAt) is var stored && stored != 0 && time.GetElapsedTime(stored) < _proofHolds
            ? Task.FromResult(true)
            : TryStoringAsync(change, ct);

    private Task<bool> TryStoringAsync(long change, CancellationToken ct) => CheckpointAsync(
        row => row
            .SetProperty(r => r.Applied, r => r.Applied)
            .SetProperty(r => r.Failed, r => r.Failed)
            .SetProperty(r => r.Refused, r => r.Refused)
            .SetProperty(r => r.Skipped, r => r.Skipped)
            .SetProperty(r => r.NextIndex, r => r.NextIndex),
        async db => await db.Changes.Where(row => row.Id == change && row.Outcome == Outcome.Pending).ExecuteUpdateAsync(
            row => row.SetProperty(c => c.Outcome, c => c.Outcome).SetProperty(c => c.Note, c => c.Note).SetProperty(c => c.EndedAt, c => c.EndedAt), ct),
        ct);
}
