using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Work;

namespace RoleSync.Applying;

/// <summary>One way to write members, limited by a bucket of its own.</summary>
internal interface IMemberWriter
{
    /// <summary>Whether the member is this lane's own sort of work; every other one it takes only when it would be idle.</summary>
    bool Prefers(IReadOnlyList<StoredChange> pending);

    /// <summary>Whether the lane reads each member right before it writes, and judges by that look what still holds.</summary>
    bool ReadsMembers { get; }

    /// <summary>How many members have to be in hand at once so that the lane's limit, and not the network, is what slows it down.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="left">The members that are left in all, those in hand included; null while that is not known.</param>
    int Width(GuildId guild, int? left);

    /// <summary>Writes what is pending of one member and stores each outcome as soon as it is known.</summary>
    /// <param name="work">The chunk it belongs to.</param>
    /// <param name="pending">All pending changes of the member, in order; not empty.</param>
    /// <param name="ct">Cancels waits and calls.</param>
    /// <returns>Null when the member is done, otherwise why the lane cannot go on.</returns>
    Task<PhaseResult?> WriteAsync(ChunkWork work, IReadOnlyList<StoredChange> pending, CancellationToken ct);
}
