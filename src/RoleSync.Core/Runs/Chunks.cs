namespace RoleSync.Core.Runs;

/// <summary>Cuts a run's list of members into chunks.</summary>
public static class Chunks
{
    /// <summary>The chunks that can be passed in one step because none of their members has a pending change.</summary>
    /// <param name="nextIndex">Where the next chunk begins.</param>
    /// <param name="total">Members of the run.</param>
    /// <param name="chunkSize">Members per chunk, from 1.</param>
    /// <param name="firstPending">Index of the next member with a pending change; null when there is none.</param>
    /// <returns>How many chunks, and where the one after them begins; the last chunk may be short.</returns>
    public static (int Count, int NextIndex) WithoutChanges(int nextIndex, int total, int chunkSize, int? firstPending)
    {
        var left = total - nextIndex;
        if (firstPending is not { } pending)
        {
            return ((left + chunkSize - 1) / chunkSize, total);
        }

        var count = (pending - nextIndex) / chunkSize;
        return (count, nextIndex + (count * chunkSize));
    }
}
