namespace RoleSync.Core.Runs;

/// <summary>How long after the end of a guild's last run the next pass over it begins. Pure.</summary>
public static class PassPause
{
    /// <summary>A guild that cannot be worked on is tried again so often at least.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The pause.</summary>
    /// <param name="every">The pause that is wanted.</param>
    /// <param name="failures">Passes in a row over a guild that cannot be worked on: each doubles the pause.</param>
    public static TimeSpan After(TimeSpan every, int failures)
    {
        var pause = every * Math.Pow(2, Math.Clamp(failures, 0, 16));
        return failures <= 0 || every >= Longest ? every : pause < Longest ? pause : Longest;
    }
}
