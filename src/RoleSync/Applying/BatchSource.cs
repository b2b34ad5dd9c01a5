using Microsoft.Extensions.Options;
using RoleSync.Applying.Rechecks;
using RoleSync.Applying.Writers;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>Reads the next members of a chunk who have pending changes and, before anything of theirs is sent, has those that are old looked at again.</summary>
internal sealed class BatchSource(ChangeJournal journal, StalePlanRecheck recheck, IOptions<SyncOptions> options)
{
    /// <summary>The next batch.</summary>
    /// <param name="context">The run.</param>
    /// <param name="from">The index of the first member, of those in the run's scope, from 0.</param>
    /// <param name="end">The index after the last member of the chunk.</param>
    /// <param name="ct">Cancels waits, calls and queries.</param>
    /// <returns>Members all of whose pending changes may be sent now; an empty batch where the chunk has none left.</returns>
    public async Task<Attempt<MemberBatch>> NextAsync(WriteContext context, int from, int end, CancellationToken ct)
    {
        while (true)
        {
            var batch = await ReadAsync(context, from, end, ct);
            if (batch.IsEmpty)
            {
                return batch;
            }

            // Before anything of the batch is sent: where storing an outcome would fail later on, storing fails here.
            if (!await context.Lease.ProveAsync(batch.Members[0][0].Id, ct))
            {
                return new PhaseResult.LeaseLost();
            }

            if (await context.Inspected.InspectAsync(context.Budget, ct) is { } obstacle)
            {
                return obstacle;
            }

            if (!recheck.IsStale(context.Run, batch, context.Guild.Policy))
            {
                return batch;
            }

            if (await recheck.RefreshAsync(context.Lease, context.Run, batch, context.Guild, context.Budget, ct) is { } hindrance)
            {
                return hindrance;
            }

            var fresh = await ReadAsync(context, from, batch.End, ct);
            if (!fresh.IsEmpty)
            {
                return fresh;
            }

            from = batch.End;
        }
    }

    private async Task<MemberBatch> ReadAsync(WriteContext context, int from, int end, CancellationToken ct) =>
        MemberBatch.Of(await journal.PendingAsync(context.Run.Id, from, end, options.Value.BatchSize, ct));
}
