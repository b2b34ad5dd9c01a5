using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos;

/// <summary>Looks standings up at Ethos, 500 members a call.</summary>
internal sealed class EthosClient
{
    /// <summary>The most members that one call may ask for.</summary>
    public const int MaximumBatch = 500;

    /// <summary>The standing of each asked member; never throws but for cancellation: what cannot be trusted is Unknown.</summary>
    /// <param name="members">1 to 500 distinct ids.</param>
    /// <param name="ct">Cancels the call.</param>
    public Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(IReadOnlyCollection<MemberId> members, CancellationToken ct) => throw new NotImplementedException();
}
