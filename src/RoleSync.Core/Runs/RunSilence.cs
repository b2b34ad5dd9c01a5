using System.Globalization;

namespace RoleSync.Core.Runs;

/// <summary>Finds runs that should be moving, do not, and have not said why. Pure.</summary>
public static class RunSilence
{
    /// <summary>So long a run may store nothing, or be late, without a word about it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>A sentence about a run that is silent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="now">The present, UTC.</param>
    /// <returns>Null for a run that moves, rests until a time that it names, or is not to move.</returns>
    public static string? Of(Run run, DateTimeOffset now)
    {
        if (!run.Phase.IsRunning())
        {
            return null;
        }

        var moved = run.MovedAt ?? run.CreatedAt;
        var since = run.ResumesAt is { } resumes && resumes > moved ? resumes : moved;
        return now - since > Patience
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing of this run has been stored since {since:yyyy-MM-dd HH:mm} UTC, for {(now - since).TotalMinutes:0} minutes, and it has not said why: the log of the service may.")
            : null;
    }
}
