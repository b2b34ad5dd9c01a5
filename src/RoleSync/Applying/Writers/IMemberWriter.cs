using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Work;

namespace RoleSync.Applying.Writers;

/// <summary>One way to write the roles of members, in a bucket of Discord's rate limits of its own.</summary>
internal interface IMemberWriter
{
    /// <summary>Whether this way suits the member's changes best; it takes every other member, too, when it would idle.</summary>
    /// <param name="pending">All pending changes of the member; not empty.</param>
    bool Prefers(IReadOnlyList<StoredChange> pending);

    /// <summary>Whether the writer reads each member right before it writes, and judges by that whether the changes still hold.</summary>
    bool ReadsMembers { get; }

    /// <summary>How many members have to be written side by side so that the rate limit, and not the network, is what slows the writer down; at least 1.</summary>
    /// <param name="guild">The guild.</param>
    /// <param name="left">The members that are left in all, those being written included; null while that is not known.</param>
    int UsefulConcurrency(GuildId guild, int? left);

    /// <summary>Writes what is pending of one member and stores each outcome as soon as it is known. The caller holds the member's lock.</summary>
    /// <param name="context">The run that the changes belong to.</param>
    /// <param name="pending">All pending changes of the member, in order; not empty.</param>
    /// <param name="ct">Cancels waits and calls as long as nothing of the member was sent.</param>
    /// <returns>Null when the member is done, otherwise why the writer cannot go on.</returns>
    Task<PhaseResult?> WriteAsync(WriteContext context, IReadOnlyList<StoredChange> pending, CancellationToken ct);
}
