namespace RoleSync.Ethos.Http;

/// <summary>How often and how long a request to Ethos is tried.</summary>
/// <param name="TryTime">The longest one try may take, its body included; a wait between two tries is no longer either.</param>
/// <param name="WholeTime">The longest all tries and the waits between them may take.</param>
/// <param name="Retries">Tries after the first one.</param>
/// <param name="CountsFirstWait">
/// Whether the wait for this process's own calls a minute, before the first try, is part of the whole time. Where roles depend on the answer it is
/// not: that this process has much to ask must make nobody Unknown.
/// </param>
/// <param name="MostBytes">The longest answer that is read; whatever is longer answers something else.</param>
internal sealed record EthosPatience(TimeSpan TryTime, TimeSpan WholeTime, int Retries, bool CountsFirstWait, int MostBytes)
{
    /// <summary>For standings, on which roles depend. 500 users are about 1 MB.</summary>
    public static EthosPatience ForStandings { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), Retries: 5, CountsFirstWait: false, 4 * 1024 * 1024);

    /// <summary>For what somebody waits for and no role depends on: an end within seconds, whatever Ethos does. A user is 2 KB, a review as long as its author liked.</summary>
    public static EthosPatience ForProfiles { get; } = new(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(8), Retries: 2, CountsFirstWait: true, 2 * 1024 * 1024);
}
