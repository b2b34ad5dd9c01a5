using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Discord;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// Plans an undo: reads what the undone run wrote, up to 1,000 changes at a time, reads each of their members as they are now, and stores the inverse
/// changes under the same indexes. How far it is stands in the run's total, which grows up to that of the undone run.
/// </summary>
internal sealed partial class UndoPlanning(DiscordClient discord, RunStore runs, ChangeJournal journal, TimeProvider time, ILogger<UndoPlanning> logger)
{
    private const int PageSize = 1_000;

    /// <summary>Plans on from where the run stands.</summary>
    /// <param name="lease">The right to write the run.</param>
    /// <param name="run">The undo.</param>
    /// <param name="undone">The run that it takes back.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="budget">How long this firing may still work.</param>
    /// <param name="ct">Cancels calls and queries; what is stored stays.</param>
    /// <returns>Null when the plan is complete; otherwise why it is not.</returns>
    public async Task<PhaseResult?> PlanAsync(
        RunLease lease, Run run, Run undone, GuildState guild, TimeBudget budget, CancellationToken ct)
    {
        if (!await lease.Plan.ExpectMembersAsync(undone.Total, ct))
        {
            return new PhaseResult.LeaseLost();
        }

        using var present = new PresentMembers(discord, run.Guild, PresentMembers.ArePagesCheaper(undone.Listed, undone.Applied), time);
        var undos = await runs.UndosOfAsync(undone.Id, ct);
        while (run.Total < undone.Total)
        {
            var written = await journal.AppliedAsync(undone.Id, run.Total, PageSize, ct);
            var (members, end) = await ReadAsync(written, present, budget, ct);
            var total = end is null && written.Count == 0 ? undone.Total : members.Count > 0 ? members[^1].Written[0].Index + 1 : run.Total;
            var since = await SinceAsync(run.Guild, undone.Id, members, undos, ct);
            var page = UndoPage.Plan(run, members, total, guild, since, time.GetUtcNow());
            if (total > run.Total && !await lease.Plan.AddPageAsync(page, ct))
            {
                return new PhaseResult.LeaseLost();
            }

            run = run with { Total = total };
            Log.PagePlanned(logger, total, undone.Total, undone.Id, page.Changes.Count, page.Unsent.Count);
            if (((await lease.CheckAsync(ct)).EndsPhase() ?? end) is { } leaving)
            {
                return leaving;
            }
        }

        return null;
    }

    /// <summary>As many of the members, from the first one on, as can be read in the time that is left.</summary>
    private static async Task<MembersRead> ReadAsync(
        IReadOnlyList<StoredChange> written, PresentMembers present, TimeBudget budget, CancellationToken ct)
    {
        var members = new List<UndoneMember>();
        foreach (var group in written.GroupBy(change => change.Index))
        {
            if (budget.IsSpent)
            {
                return new MembersRead(members, new PhaseResult.OutOfTime());
            }

            List<StoredChange> own = [.. group];
            if ((await present.FindAsync(own[0].Change.Member, budget, ct)).Ends(out var end, out var member))
            {
                return new MembersRead(members, end);
            }

            members.Add(new UndoneMember(own, member));
        }

        return new MembersRead(members, End: null);
    }

    /// <summary>What later runs did to the roles that are no longer as the undone run left them: one query per page.</summary>
    private async Task<ILookup<MemberId, StoredChange>> SinceAsync(
        GuildId guild, RunId undone, List<UndoneMember> members, IReadOnlySet<RunId> undos, CancellationToken ct)
    {
        List<MemberId> moved = [.. members.Where(member => member.HasMoved).Select(member => member.Id)];
        IReadOnlyList<StoredChange> since = moved.Count == 0 ? [] : await journal.AppliedSinceAsync(guild, moved, undone, ct);
        return since
            .Select(change => change with { Note = undos.Contains(change.Run) ? null : $"Run {change.Run} changed this role since; it is left alone." })
            .ToLookup(change => change.Change.Member);
    }

    /// <summary>Members as they are now, and why they are not all that were asked for; null when they are.</summary>
    private sealed record MembersRead(List<UndoneMember> Members, PhaseResult? End);

    private static partial class Log
    {
        [LoggerMessage(50, LogLevel.Information,
            "Planning: {Done} of the {Total} members of run {Undone} looked at; this page takes back {Changes} changes and leaves {Unsent} alone")]
        public static partial void PagePlanned(ILogger logger, int done, int total, RunId undone, int changes, int unsent);
    }
}
