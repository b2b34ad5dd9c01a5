namespace RoleSync.Cli.Demo;

/// <summary>
/// The least time that Discord's limits leave for a run, however good the client is: listing the members, then writing, each at its own
/// bucket of 10 requests in 10 seconds, and the last request of a bucket that is not yet empty again costs nothing.
/// </summary>
internal static class LimitBound
{
    private const int Requests = 10;
    private const int PageSize = 1_000;
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(10);

    /// <summary>The bound of one guild.</summary>
    /// <param name="listed">Members in the guild, bots too.</param>
    /// <param name="writes">Role writes.</param>
    /// <param name="speed">How many times faster than Discord's the limits pass.</param>
    public static TimeSpan Of(int listed, int writes, double speed) => (Listing((listed / PageSize) + 1) + Writing(writes)) / speed;

    /// <summary>The list's window slides: after a burst, one request comes free every second.</summary>
    private static TimeSpan Listing(int pages) => Math.Max(0, pages - Requests) * _window / Requests;

    /// <summary>The writes' window is fixed: each ten wait for the window of the ten before to close.</summary>
    private static TimeSpan Writing(int writes) => Math.Max(0, writes - 1) / Requests * _window;
}
