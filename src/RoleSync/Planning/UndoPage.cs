using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>The inverse changes of one page of an undone run's members. Pure; calls nobody.</summary>
internal static class UndoPage
{
    /// <summary>Plans the members of a page.</summary>
    /// <param name="run">The undo, as it was before this page.</param>
    /// <param name="members">The members, in the order of their indexes.</param>
    /// <param name="total">The index after the last member that the page covers.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="since">By member, what later runs did to roles that are no longer as the undone run left them, with a note where that is to stay.</param>
    /// <param name="now">The time that the changes are stored with.</param>
    public static PlannedPage Plan(
        Run run, List<UndoneMember> members, int total, GuildState guild,
        ILookup<MemberId, StoredChange> since, DateTimeOffset now)
    {
        var changes = new List<(int Index, Change Change)>();
        var unsent = new List<(int Index, Change Change, Outcome Outcome)>();
        foreach (var member in members)
        {
            var plan = UndoPlanner.Plan(
                $"undo of run {run.Of}", [.. member.Written.Select(item => item.Change)], member.Now, guild.Policy, guild.Obstacles, member.Explained(since[member.Id]));
            changes.AddRange(plan.Changes.Select(change => (member.Index, change)));
            unsent.AddRange(plan.Unsent.Select(item => (member.Index, item.Change, item.Outcome)));
        }

        var losing = changes
            .Where(item => item.Change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss, Obstacle: null })
            .Select(item => item.Index).Distinct().Count();
        return new PlannedPage(
            members.Count > 0 ? members[^1].Id : run.ListedUpTo ?? default,
            total - run.Total, total - run.Total, Unknown: 0, losing, changes, now)
        {
            Unsent = unsent,
        };
    }
}
