using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>What planning remembers beside the changes, as parts of the caller's transaction, behind the guard of the run.</summary>
internal static class PlanRows
{
    public static async Task NoteAsync(RoleSyncContext db, GuildId about, AbsenceNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = (long)about.Value;
        var touched = notes.Seen.Select(absence => absence.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.Absences.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.Absences.AddRange(notes.Seen.Select(absence => AbsenceRow.Of(guild, absence)));
        await db.SaveChangesAsync(ct);
    }

    public static async Task NoteAsync(RoleSyncContext db, GuildId about, LastSeenRolesNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = (long)about.Value;
        var touched = notes.Seen.Select(known => known.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.LastSeenRoles.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.LastSeenRoles.AddRange(notes.Seen.Select(known => LastSeenRolesRow.Of(guild, known)));
        await db.SaveChangesAsync(ct);
    }

    public static async Task NoteAsync(RoleSyncContext db, GuildId about, StrayNotes notes, CancellationToken ct)
    {
        if (notes.AreNone)
        {
            return;
        }

        var guild = (long)about.Value;
        var touched = notes.Seen.Select(stray => stray.Member).Concat(notes.Over).Select(member => (long)member.Value).ToArray();
        await db.Strays.Where(row => row.Guild == guild && touched.Contains(row.Member)).ExecuteDeleteAsync(ct);
        db.Strays.AddRange(notes.Seen.Select(stray => StrayRow.Of(guild, stray)));
        await db.SaveChangesAsync(ct);
    }

    public static async Task ReplaceUnresolvedAsync(RoleSyncContext db, RunId run, PlannedPage page, CancellationToken ct)
    {
        if (page.SettledUpTo is { } last)
        {
            await db.UnresolvedMembers.Where(member => member.Run == run.Value && member.Index <= last).ExecuteDeleteAsync(ct);
        }

        if (page.Unresolved.Count > 0)
        {
            db.UnresolvedMembers.AddRange(page.Unresolved.Select(member => UnresolvedMemberRow.Of(run, member)));
            await db.SaveChangesAsync(ct);
        }
    }
}
