using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Records;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <content>What the run's looks have found, beside its changes.</content>
internal sealed partial class RunLease
{
    /// <summary>Notes what a look has found, without anything else.</summary>
    public Task<bool> NoteAsync(AbsenceNotes notes, CancellationToken ct) =>
        CheckpointAsync(row => row.SetProperty(r => r.Epoch, Epoch), db => NoteAsync(db, notes, ct), ct);

    private async Task NoteAsync(RoleSyncContext db, AbsenceNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = (long)Guild.Value;
        var touched = notes.Seen.Select(absence => absence.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.Absences.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.Absences.AddRange(notes.Seen.Select(absence => AbsenceRow.Of(guild, absence)));
        await db.SaveChangesAsync(ct);
    }

    private async Task AddDoubtsAsync(RoleSyncContext db, PlannedPage page, CancellationToken ct)
    {
        if (page.SettledUpTo is { } last)
        {
            await db.Doubts.Where(doubt => doubt.Run == Run.Value && doubt.Index <= last).ExecuteDeleteAsync(ct);
        }

        if (page.Doubts.Count > 0)
        {
            db.Doubts.AddRange(page.Doubts.Select(doubt => UnresolvedMemberRow.Of(Run, doubt)));
            await db.SaveChangesAsync(ct);
        }
    }

    private async Task NoteAsync(RoleSyncContext db, LastSeenRolesNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = (long)Guild.Value;
        var touched = notes.Seen.Select(known => known.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.KnownRoles.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.KnownRoles.AddRange(notes.Seen.Select(known => LastSeenRolesRow.Of(guild, known)));
        await db.SaveChangesAsync(ct);
    }
}
