using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos.Http;

/// <summary>What came of one call to Ethos, after its retries.</summary>
internal abstract record EthosAnswer
{
    private EthosAnswer()
    {
    }

    /// <summary>A complete, well-formed answer.</summary>
    /// <param name="Standings">One of each asked member.</param>
    /// <param name="Damaged">Items that could not be read or that belong to nobody who was asked for.</param>
    public sealed record Read(IReadOnlyDictionary<MemberId, Standing> Standings, int Damaged) : EthosAnswer;

    /// <summary>Ethos refused the request itself (400): one bad id is enough for that.</summary>
    public sealed record Refused : EthosAnswer;

    /// <summary>No trustworthy answer.</summary>
    /// <param name="Why">A sentence.</param>
    /// <param name="IsTransient">Whether the same call may go better in a moment.</param>
    /// <param name="Pause">How long Ethos asked to be left alone; null when it did not say.</param>
    public sealed record Failed(string Why, bool IsTransient, TimeSpan? Pause = null) : EthosAnswer;
}
