using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;
using static RoleSync.Storage.Runs.ChangeRows;

namespace RoleSync.Storage.Runs;

/// <summary>
/// Verifications: runs of one member, which neither wait for the guild's run nor keep it from starting. Their changes are stored, written and found
/// again like those of any other run.
/// </summary>
internal sealed class VerificationStore(Database database, RunLeases leases, RunStore runs, TimeProvider time)
{
    /// <summary>What is noted beside a change that a verification has made needless.</summary>
    public const string SupersededNote = "The member was verified since the plan; what Ethos said then holds.";

    /// <summary>Beside what a verification that was cut off has not sent.</summary>
    public const string LostNote = "The service ended before the verification did.";

    /// <summary>So long may whoever takes a lost verification over work on it.</summary>
    private static readonly TimeSpan _lostFor = TimeSpan.FromSeconds(90);

    /// <summary>Stores the verification of one member as a run in phase applying, with its changes; those with an obstacle are refused already.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="changes">Of one member, in the order in which they are to be sent; at least one.</param>
    /// <param name="requester">Who asked for it.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The run, and the right to write it.</returns>
    public async Task<LeasedRun> StartAsync(GuildId guild, IReadOnlyList<Change> changes, Requester requester, CancellationToken ct)
    {
        var now = Now();
        var refused = changes.Count(change => change.Obstacle is not null);
        var row = new RunRow
        {
            Guild = (long)guild.Value,
            Kind = RunKind.Member,
            Trigger = requester.Trigger,
            Phase = RunPhase.Applying,
            ChunkSize = 1,
            ContinuesByItself = true,
            Listed = 1,
            Total = 1,
            Planned = changes.Count - refused,
            Refused = refused,
            Losing = changes.Any(change => change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss, Obstacle: null }) ? 1 : 0,
            CreatedAt = now,
            PlannedAt = now,
            DecidedBy = requester.Name,
            ResumesAt = now + (long)RunLease.KeptFor.TotalMilliseconds,
        };
        await database.WriteAsync(
            async db =>
            {
                db.Runs.Add(row);
                await db.SaveChangesAsync(ct);
                var plannedAt = DateTimeOffset.FromUnixTimeMilliseconds(now);
                var rows = changes.Select((change, position) =>
                    ChangeRow.Plan(ChangeId.Of(new RunId(row.Id), 0, position), row.Guild, change, plannedAt)).ToList();
                await database.InsertAsync(db, rows, ct);
                return true;
            },
            ct);
        return leases.Of(row.ToRun());
    }

    /// <summary>
    /// Drops what the guild's run still has planned for a member whom a verification has settled: it was planned on older answers. An undo
    /// goes on unless the verification wrote something, for what it takes back has nothing to do with what Ethos says.
    /// </summary>
    public async Task SupersedeAsync(GuildId guild, MemberId member, bool hasWritten, CancellationToken ct)
    {
        // Beside the run at work one may be held or in line, and the newest one may have been stopped with a plan that can be gone on with.
        foreach (var run in await runs.OpenAsync(guild, ct))
        {
            if (!run.Phase.IsFinal() && run.Kind is not RunKind.DryRun && (run.Kind is not RunKind.Undo || hasWritten))
            {
                await SupersedeAsync(run, member, ct);
            }
        }
    }

    private async Task SupersedeAsync(Run run, MemberId member, CancellationToken ct)
    {
        var ids = await PendingOfAsync(run, member, ct);
        if (ids.Length == 0)
        {
            return;
        }

        await database.WriteAsync(
            async db =>
            {
                // The run's row first, as a firing does, so that the two do not meet behind it.
                await db.Runs.Where(row => row.Id == run.Id.Value)
                    .ExecuteUpdateAsync(row => row.SetProperty(r => r.Skipped, r => r.Skipped + ids.Length), ct);
                var stored = await StoreAsync(Pending(db.Changes.Where(change => ids.Contains(change.Id))), Outcome.Stale, SupersededNote, Now(), ct);
                await CountAsync(db, run.Id, default(OutcomeTally) with { Skipped = stored - ids.Length }, ct);
                return true;
            },
            ct);
    }

    /// <summary>To be called where no other process can be at work: every verification that is open was cut off.</summary>
    public async Task AbandonAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        await Verifications(db).ExecuteUpdateAsync(row => row.SetProperty(r => r.ResumesAt, (long?)null), ct);
    }

    /// <summary>Takes over a verification that no process works on any more; null when there is none.</summary>
    public async Task<LeasedRun?> TakeLostAsync(CancellationToken ct)
    {
        var now = Now();
        await using var db = database.Open();
        var lost = Verifications(db).Where(row => row.ResumesAt == null || row.ResumesAt <= now);
        while (await lost.AsNoTracking().OrderBy(row => row.Id).FirstOrDefaultAsync(ct) is { } row)
        {
            var until = now + (long)_lostFor.TotalMilliseconds;
            var taken = await lost.Where(other => other.Id == row.Id && other.Epoch == row.Epoch).ExecuteUpdateAsync(
                other => other.SetProperty(r => r.Epoch, r => r.Epoch + 1).SetProperty(r => r.ResumesAt, until), ct);
            if (taken == 1)
            {
                return leases.Of(row.ToRun() with { Epoch = row.Epoch + 1 });
            }
        }

        return null;
    }

    private static IQueryable<RunRow> Verifications(RoleSyncContext db) =>
        RunRows.NotOver(db.Runs).Where(row => row.Kind == RunKind.Member && row.Phase == RunPhase.Applying);

    private async Task<long[]> PendingOfAsync(Run run, MemberId member, CancellationToken ct)
    {
        await using var db = database.Open();
        var (guild, id) = ((long)run.Guild.Value, (long)member.Value);
        var ids = await db.Changes
            .Where(change => change.Guild == guild && change.Member == id && change.Outcome == Outcome.Pending)
            .Select(change => change.Id).ToListAsync(ct);
        return [.. ids.Where(change => ChangeId.RunOf(change) == run.Id)];
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
