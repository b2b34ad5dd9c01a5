using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.HandEdits;

/// <summary>Reads what tells a hand edit from anything else, in two queries per page at most; nothing at all while hand edits are put right.</summary>
internal sealed class HandEditDetector(PlanMemory memory, ChangeJournal journal, IOptions<SyncOptions> options)
{
    private bool IsOn => options.Value.Drift is Drift.Report;

    /// <summary>To be called when a run begins to list members: what was known before hand edits were put right says nothing afterwards.</summary>
    public Task BeginAsync(Run run, CancellationToken ct) =>
        IsOn || run.ListedUpTo is not null || run.Kind is RunKind.DryRun ? Task.CompletedTask : memory.ForgetLastSeenRolesAsync(run.Guild, ct);

    /// <summary>What is known of the members of a page that was listed; null while hand edits are put right.</summary>
    /// <param name="run">The run, with the cursor before the page.</param>
    /// <param name="upTo">The highest id of the page.</param>
    /// <param name="state">The guild as inspected.</param>
    /// <param name="ct">Cancels the queries.</param>
    public async Task<HandEditMemory?> RecallAsync(Run run, MemberId upTo, GuildState state, CancellationToken ct) => IsOn
        ? await RecallAsync(run.Guild, await memory.LastSeenRolesBetweenAsync(run.Guild, run.ListedUpTo, upTo, ct), state, ct)
        : null;

    /// <summary>What is known of some members; null while hand edits are put right.</summary>
    public async Task<HandEditMemory?> RecallAsync(GuildId guild, IReadOnlyCollection<MemberId> members, GuildState state, CancellationToken ct) => IsOn
        ? await RecallAsync(guild, await memory.LastSeenRolesOfAsync(guild, members, ct), state, ct)
        : null;

    private async Task<HandEditMemory> RecallAsync(GuildId guild, IReadOnlyList<LastSeenRoles> known, GuildState state, CancellationToken ct)
    {
        IReadOnlyList<StoredChange> sent = known.Count == 0
            ? []
            : await journal.SentSinceAsync(guild, [.. known.Select(item => item.Member)], new RunId(known.Min(item => item.Run.Value)), ct);
        return new HandEditMemory(state, known, sent);
    }
}
