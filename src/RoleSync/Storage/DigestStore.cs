using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage;

/// <summary>
/// Which message tells of which run. A webhook is named by a number that its address was hashed to, so that no secret is stored and a
/// new address begins anew.
/// </summary>
internal sealed class DigestStore(Database database, RunReasons reasons, TimeProvider time)
{
    /// <summary>No second process takes a digest over before that time has passed without a sign of its owner.</summary>
    private static readonly TimeSpan _ownership = TimeSpan.FromSeconds(30);

    /// <summary>A webhook that is new is told of runs that ended so long ago.</summary>
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(10);

    /// <summary>A run that ended so long ago is no news any more, whatever kept it from being told.</summary>
    private static readonly TimeSpan _oldest = TimeSpan.FromDays(7);

    /// <summary>The digests that may have something to say: of runs that are not over, of those whose end was not told yet, and of those that ended, untold, since the webhook is known. Oldest first; runs of one member have none.</summary>
    public async Task<IReadOnlyList<Digest>> OpenAsync(long webhook, CancellationToken ct)
    {
        await using var db = database.Open();
        var news = (time.GetUtcNow() - _oldest).ToUnixTimeMilliseconds();
        var since = Math.Max(await KnownSinceAsync(db, webhook, ct), news);
        var found = await Open(db, webhook, since, news).ToListAsync(ct);
        return found.ConvertAll(item => new Digest(reasons.Explain(item.Run.ToRun()), (ulong?)item.Message));
    }

    /// <summary>The same as a query, which looks at the few runs that it may be about and not at years of them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="since">An end that no message tells of is told where it came then or later.</param>
    /// <param name="news">What ended before that, and was told of, is looked at no more.</param>
    internal static IQueryable<OpenDigest> Open(RoleSyncContext db, long webhook, long since, long news)
    {
        // Put together, not united: SQLite would read each part in the order of its ids, all of it, to drop what is in two of them.
        var candidates = RunRows.NotOver(db.Runs).Select(run => run.Id)
            .Concat(db.Runs.Where(run => run.EndedAt >= news).Select(run => run.Id))
            .Concat(db.Digests.Where(digest => digest.EndTold == null).Select(digest => digest.Run));
        return
            from run in db.Runs.AsNoTracking()
            join row in db.Digests.AsNoTracking() on run.Id equals row.Run into rows
            from digest in rows.DefaultIfEmpty()
            where candidates.Contains(run.Id) && run.Kind != RunKind.Member
                && (run.Phase <= RunPhase.Waiting || (digest == null ? run.EndedAt >= since : digest.EndTold != run.EndedAt))
                && (digest == null || !digest.IsClosed)
                && (digest == null || !digest.WasRefused || digest.Webhook != webhook)
            orderby run.Id
            select new OpenDigest { Run = run, Message = digest == null || digest.Webhook != webhook ? null : digest.Message };
    }

    /// <summary>A run that a message may have something to say of, and the message.</summary>
    internal sealed class OpenDigest
    {
        public required RunRow Run { get; init; }

        public long? Message { get; init; }
    }

    private async Task<long> KnownSinceAsync(RoleSyncContext db, long webhook, CancellationToken ct)
    {
        if (await db.Webhooks.AsNoTracking().SingleOrDefaultAsync(row => row.Number == webhook, ct) is { } known)
        {
            return known.KnownSince;
        }

        var since = (time.GetUtcNow() - _recent).ToUnixTimeMilliseconds();
        var row = db.Webhooks.Add(new WebhookRow { Number = webhook, KnownSince = since });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (database.IsDuplicate(fault))
        {
            // Another process met it at the same moment.
        }

        row.State = EntityState.Detached;
        return since;
    }

    /// <summary>Takes a digest over, or keeps it; false while another process looks after it.</summary>
    public async Task<bool> TakeAsync(RunId run, long webhook, string owner, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (at, until) = (now.ToUnixTimeMilliseconds(), (now + _ownership).ToUnixTimeMilliseconds());

        // So far ahead nobody owns anything, unless the clock was wrong.
        var latest = (now + (2 * _ownership)).ToUnixTimeMilliseconds();
        await using var db = database.Open();
        if (await db.Digests
            .Where(row => row.Run == run.Value && (row.Owner == owner || row.OwnedUntil <= at || row.OwnedUntil > latest))
            .ExecuteUpdateAsync(
                row => row
                    .SetProperty(r => r.Owner, owner)
                    .SetProperty(r => r.OwnedUntil, until)
                    .SetProperty(r => r.Message, r => r.Webhook == webhook ? r.Message : null)
                    .SetProperty(r => r.WasRefused, r => r.Webhook == webhook && r.WasRefused)
                    .SetProperty(r => r.Webhook, webhook),
                ct) == 1)
        {
            return true;
        }

        if (await db.Digests.AnyAsync(row => row.Run == run.Value, ct))
        {
            return false;
        }

        try
        {
            db.Digests.Add(new DigestRow { Run = run.Value, Webhook = webhook, Owner = owner, OwnedUntil = until });
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException)
        {
            // Another process was quicker; whatever else it is shows again at the next look.
            return false;
        }
    }

    /// <summary>Notes that a message tells of the run as it was read.</summary>
    public async Task KeepAsync(Run told, ulong message, CancellationToken ct)
    {
        var end = told.EndedAt?.ToUnixTimeMilliseconds();
        await using var db = database.Open();
        await db.Digests.Where(row => row.Run == told.Id.Value).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.Message, (long?)message).SetProperty(r => r.EndTold, end), ct);
    }

    /// <summary>Notes that no more can be said of a run.</summary>
    public async Task CloseAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        await db.Digests.Where(row => row.Run == run.Value).ExecuteUpdateAsync(row => row.SetProperty(r => r.IsClosed, true), ct);
    }

    /// <summary>Notes that the webhook refused a digest for good.</summary>
    public async Task RefuseAsync(RunId run, long webhook, CancellationToken ct)
    {
        await using var db = database.Open();
        await db.Digests.Where(row => row.Run == run.Value).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.WasRefused, true).SetProperty(r => r.Webhook, webhook), ct);
    }

    /// <summary>Forgets that the webhook refused: it is to be tried again.</summary>
    public async Task ForgetRefusalAsync(long webhook, CancellationToken ct)
    {
        await using var db = database.Open();
        await db.Digests.Where(row => row.Webhook == webhook && row.WasRefused).ExecuteUpdateAsync(row => row.SetProperty(r => r.WasRefused, false), ct);
    }

    /// <summary>Whether the webhook refused a digest for good, and nobody has found it well since.</summary>
    public async Task<bool> IsRefusedAsync(long webhook, CancellationToken ct)
    {
        await using var db = database.Open();
        return await db.Digests.AnyAsync(row => row.Webhook == webhook && row.WasRefused, ct);
    }
}
