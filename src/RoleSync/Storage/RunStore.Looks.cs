using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <content>What planning has to remember beside the changes: who was absent, who is to be asked for again, who holds which tier role.</content>
internal sealed partial class RunStore
{
    /// <summary>What is known of the absent members of a guild with ids in (after, upTo].</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesBetweenAsync(GuildId guild, MemberId? after, MemberId upTo, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, first, last) = ((long)guild.Value, (long)(after?.Value ?? 0), (long)upTo.Value);
        var rows = await db.Absences.AsNoTracking()
            .Where(row => row.Guild == id && row.Member > first && row.Member <= last)
            .ToListAsync(ct);
        return rows.ConvertAll(row => row.ToAbsence());
    }

    /// <summary>What is known of these members as far as they were absent at the last look.</summary>
    public async Task<IReadOnlyList<Absence>> AbsencesOfAsync(GuildId guild, IReadOnlyList<MemberId> members, CancellationToken ct)
    {
        await using var db = database.Open();
        var (id, ids) = ((long)guild.Value, members.Select(member => (long)member.Value).ToArray());
        var rows = await db.Absences.AsNoTracking().Where(row => row.Guild == id && ids.Contains(row.Member)).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToAbsence());
    }

    /// <summary>Notes what a look has found, without anything else.</summary>
    public Task<bool> NoteAsync(RunId run, int epoch, AbsenceNotes notes, CancellationToken ct) =>
        CheckpointAsync(run, epoch, row => row.SetProperty(r => r.Epoch, epoch), db => NoteAsync(db, run, notes, ct), ct);

    /// <summary>The next members of a run who are to be asked for again, in order of index.</summary>
    public async Task<IReadOnlyList<Doubt>> DoubtsAsync(RunId run, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await db.Doubts.AsNoTracking().Where(row => row.Run == run.Value).OrderBy(row => row.Index).Take(limit).ToListAsync(ct);
        return rows.ConvertAll(row => row.ToDoubt());
    }

    /// <summary>How many members in scope hold each tier role, as far as the run has been planned.</summary>
    public async Task<IReadOnlyDictionary<RoleId, int>> HoldersAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var json = await db.Runs.Where(row => row.Id == run.Value).Select(row => row.Holders).SingleOrDefaultAsync(ct);
        return json is null
            ? new Dictionary<RoleId, int>()
            : JsonSerializer.Deserialize<Dictionary<ulong, int>>(json)!.ToDictionary(role => new RoleId(role.Key), role => role.Value);
    }

    private static string Json(IReadOnlyDictionary<RoleId, int> holders) =>
        JsonSerializer.Serialize(holders.ToDictionary(role => role.Key.Value.ToString(CultureInfo.InvariantCulture), role => role.Value));

    private static async Task NoteAsync(RoleSyncContext db, RunId run, AbsenceNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = await GuildOfAsync(db, run, ct);
        var touched = notes.Seen.Select(absence => absence.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.Absences.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.Absences.AddRange(notes.Seen.Select(absence => AbsenceRow.Of(guild, absence)));
        await db.SaveChangesAsync(ct);
    }

    private static async Task AddDoubtsAsync(RoleSyncContext db, RunId run, PlannedPage page, CancellationToken ct)
    {
        if (page.SettledUpTo is { } last)
        {
            await db.Doubts.Where(doubt => doubt.Run == run.Value && doubt.Index <= last).ExecuteDeleteAsync(ct);
        }

        if (page.Doubts.Count > 0)
        {
            db.Doubts.AddRange(page.Doubts.Select(doubt => DoubtRow.Of(run, doubt)));
            await db.SaveChangesAsync(ct);
        }
    }
}
