using System.Text.Json.Serialization;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Planning;

namespace RoleSync.Api.Views;

/// <summary>What the next run would change under settings that are not in force; nothing of it is stored.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="Listed">Members of the guild.</param>
/// <param name="TotalUsers">Of these, members whom a run would look after.</param>
/// <param name="Unknown">Members for whom Ethos gave no trustworthy answer.</param>
/// <param name="Awaiting">Members whom Ethos does not know, and who would keep their roles until another look agrees.</param>
/// <param name="Strays">Members with managed roles and without the verified role.</param>
/// <param name="Losing">Members from whom it would take a role or a tier.</param>
/// <param name="Planned">Changes that could be sent.</param>
/// <param name="Refused">Changes that could not be made.</param>
/// <param name="WouldBeHeld">Whether the run would wait for a person.</param>
/// <param name="Why">Why it would be held, or why losses would be withheld; null where neither is so.</param>
/// <param name="Transitions">All changes, counted.</param>
/// <param name="Changes">The first of them, by member.</param>
/// <param name="More">How many changes are not listed.</param>
internal sealed record WhatIfView(
    string GuildId, int Listed, int TotalUsers, int Unknown, int Awaiting, int Strays, int Losing, int Planned, int Refused, [property: JsonRequired] bool WouldBeHeld, string? Why,
    [property: JsonRequired] IReadOnlyList<TransitionView> Transitions, [property: JsonRequired] IReadOnlyList<WhatIfChangeView> Changes, int More)
{
    public static WhatIfView Of(WhatIfAnswer.Planned plan)
    {
        var run = plan.Run;
        var all = plan.Transitions.Sum(item => item.Changes);
        return new WhatIfView(
            run.Guild.ToString(), run.Listed, run.Total, run.Unknown, run.Awaiting, run.Strays, run.Losing, run.Planned, run.Refused, plan.Verdict.IsHeld,
            plan.Withholds ? "So many standings are unknown that nobody would lose a role or a tier (SYNC_MAX_UNKNOWN)." : plan.Verdict.Why,
            [.. plan.Transitions.Select(TransitionView.Of)],
            [.. plan.Changes.Select(item => WhatIfChangeView.Of(item.Change, item.Outcome, plan.Policy))],
            all - plan.Changes.Count);
    }
}

/// <summary>A change that a run would make; ids of Discord are text.</summary>
internal sealed record WhatIfChangeView(
    string MemberId, string RoleId, string? RoleName, string Kind, string Direction, string Reason, string Transition, string Outcome, string? Note)
{
    public static WhatIfChangeView Of(Change change, Outcome outcome, Policy policy) => new(
        change.Member.ToString(), change.Role.ToString(), policy.Find(change.Role)?.Name, JsonNames.Name(change.Kind), JsonNames.Name(change.Direction),
        change.Reason, change.Transition, JsonNames.Name(outcome), change.Obstacle);
}
