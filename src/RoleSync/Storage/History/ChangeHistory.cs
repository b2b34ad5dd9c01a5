using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Records;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.History;

/// <summary>Reads what became of changes across the runs of a guild. A change that is only planned is found with its run.</summary>
internal sealed class ChangeHistory(Database database)
{
    /// <summary>The changes that fit and have ended, newest first, from behind a position on.</summary>
    public async Task<IReadOnlyList<StoredChange>> FindAsync(ChangeFilter filter, HistoryPosition? before, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await Fitting(db, filter, before).Take(limit).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToStored());
    }

    /// <summary>The same as a query: one range of the index that fits best.</summary>
    /// <remarks>
    /// SQLite keeps no statistics of its own accord and would rather walk the guild's whole history than look for a role or a member in it. A column
    /// to which zero is added is no column of an index for it, nor for PostgreSQL, so that only the index that is meant is left.
    /// </remarks>
    internal static IQueryable<ChangeRow> Fitting(RoleSyncContext db, ChangeFilter filter, HistoryPosition? before)
    {
        var guild = (long)filter.Guild.Value;
        var all = db.Changes.AsNoTracking().Where(change => change.EndedAt != null);
        if (filter.Member is { } member)
        {
            var memberId = (long)member.Value;
            var ofMember = all.Where(change => change.Guild == guild && change.Member == memberId).Select(change => new Dated { Row = change, At = change.EndedAt + 0 });
            return Ordered(Narrowed(ofMember, filter, before));
        }

        var ofGuild = filter.Role is null ? all.Where(change => change.Guild == guild) : all.Where(change => change.Guild + 0 == guild);
        return Ordered(Narrowed(ofGuild.Select(change => new Dated { Row = change, At = change.EndedAt }), filter, before));
    }

    private static IQueryable<ChangeRow> Ordered(IQueryable<Dated> changes) =>
        changes.OrderByDescending(change => change.At).ThenByDescending(change => change.Row.Id).Select(change => change.Row);

    private static IQueryable<Dated> Narrowed(IQueryable<Dated> changes, ChangeFilter filter, HistoryPosition? before)
    {
        if (filter.Since?.ToUnixTimeMilliseconds() is { } since)
        {
            changes = changes.Where(change => change.At >= since);
        }

        if (filter.Until?.ToUnixTimeMilliseconds() is { } until)
        {
            changes = changes.Where(change => change.At < until);
        }

        if (before is { EndedAt: var at, Id: var id })
        {
            // The first condition says nothing new; it bounds the range of the index.
            changes = changes.Where(change => change.At <= at && (change.At < at || change.Row.Id < id));
        }

        if (filter.Role is { } role)
        {
            var roleId = (long)role.Value;
            changes = changes.Where(change => change.Row.Role == roleId);
        }

        if (filter.Transition is { } transition)
        {
            changes = changes.Where(change => change.Row.Transition == transition);
        }

        return filter.Outcome is { } outcome ? changes.Where(change => change.Row.Outcome == outcome) : changes;
    }

    /// <summary>A change and when its outcome was known, as the index that is to be used knows it.</summary>
    private sealed class Dated
    {
        public required ChangeRow Row { get; init; }

        public required long? At { get; init; }
    }
}
