using RoleSync.Sandbox.Recording;

namespace RoleSync.EndToEnd.Tests.Processes;

/// <summary>
/// How many role writes a service has sent whose outcome it has not stored yet: one per member in hand. A process that ends or freezes leaves
/// so many to be sent again. More than Discord sees in flight, because an answer that has arrived is not stored at once.
/// </summary>
internal static class WritesInFlight
{
    /// <summary>So many members a service has in hand at most in each of its ways to write.</summary>
    private const int PerWriter = 4;

    /// <summary>The most there can be, which is never below what Discord saw at once.</summary>
    /// <param name="journal">What the sandbox saw.</param>
    /// <param name="writers">Writers that the service uses: two with SYNC_WRITES=fast.</param>
    public static int Most(Journal journal, int writers = 1)
    {
        Assert.InRange(journal.PeakRoleWrites, 0, PerWriter * writers);
        return PerWriter * writers;
    }
}
