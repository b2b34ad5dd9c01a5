using System.Globalization;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Guarding;

/// <summary>Decides, before the first write, whether a plan takes too much. Pure.</summary>
public static class Guard
{
    /// <summary>Judges a complete plan.</summary>
    /// <param name="inScope">Members in scope.</param>
    /// <param name="losing">Members from whom the plan takes a role or a tier.</param>
    /// <param name="limits">What is allowed.</param>
    /// <param name="lostLastDay">Other members in scope who lost a role within <see cref="Agreement.Time"/>: small runs must not add up to what one may not do.</param>
    /// <param name="roles">What the plan takes per tier role.</param>
    /// <param name="vanishing">Who loses roles because Ethos knows nobody behind the member.</param>
    public static GuardVerdict Judge(
        int inScope, int losing, GuardLimits limits, int lostLastDay = 0, IReadOnlyList<RoleLoss>? roles = null,
        AbsentLosses vanishing = default)
    {
        // A plan that takes nothing is never held, whatever earlier runs have taken.
        if (limits.MaxRemovals >= 1 || losing == 0)
        {
            return GuardVerdict.Passed;
        }

        List<string> reasons = [];
        var allowed = Math.Max(limits.AlwaysAllowed, Share(inScope, limits.MaxRemovals));
        if (losing + lostLastDay > allowed)
        {
            reasons.Add(Sentence(inScope, losing, lostLastDay, limits, allowed));
        }

        foreach (var role in roles ?? [])
        {
            if (role.Holders >= limits.MinimumHolders && role.Losing > Share(role.Holders, limits.MaxEmptied))
            {
                reasons.Add(Invariant(
                    $"It would take {role.Name} from {role.Losing} of its {role.Holders} holders, more than {Percent(limits.MaxEmptied)} %."));
            }
        }

        if (vanishing.Members > vanishing.Known)
        {
            reasons.Add(Invariant(
                $"Ethos no longer knows {vanishing.Members} members who hold its roles, and knows {vanishing.Known}: that looks like an outage."));
        }

        return reasons.Count == 0 ? GuardVerdict.Passed : new GuardVerdict(true, string.Join(' ', reasons));
    }

    /// <summary>Whether so many standings are Unknown that a run plans neither demotions nor removals.</summary>
    /// <param name="inScope">Members in scope.</param>
    /// <param name="unknown">How many of them Ethos gave no trustworthy answer for.</param>
    /// <param name="maxUnknown">The share that is still taken for healthy, 0 to 1.</param>
    public static bool WithholdsLosses(int inScope, int unknown, double maxUnknown) => unknown > Share(inScope, maxUnknown);

    private static string Sentence(int inScope, int losing, int lostLastDay, GuardLimits limits, decimal allowed)
    {
        var before = lostLastDay == 0 ? "" : Invariant($", after {lostLastDay} in the last {Agreement.InWords}");
        return Invariant(
            $"The plan takes roles from {losing} of {inScope} members{before}; {decimal.Floor(allowed)} may lose roles without approval (the greater of {limits.AlwaysAllowed} and {Percent(limits.MaxRemovals)} %).");
    }

    // Decimal: 29 % of 100 is 29, and as doubles it is a little less.
    private static decimal Share(int of, double share) => of * (decimal)share;

    private static string Percent(double share) => Invariant($"{(decimal)share * 100:0.##}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
