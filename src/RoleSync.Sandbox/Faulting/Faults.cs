using System.Collections.Immutable;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Faulting;

/// <summary>The faults that strike at present, in the order in which they were added. Safe for use from several threads.</summary>
public sealed class Faults
{
    private readonly Chance _chance;
    private ImmutableList<(FaultRule Rule, ulong Number)> _rules = [];
    private ulong _next;

    internal Faults(ulong seed) => _chance = new Chance(seed).For(77);

    /// <summary>The rules at present.</summary>
    public IReadOnlyList<FaultRule> Rules => [.. _rules.Select(entry => entry.Rule)];

    /// <summary>Adds a rule.</summary>
    /// <returns>The rule, for its count of hits.</returns>
    public FaultRule Add(FaultRule rule)
    {
        var number = Interlocked.Increment(ref _next);
        ImmutableInterlocked.Update(ref _rules, rules => rules.Add((rule, number)));
        return rule;
    }

    /// <summary>Adds a rule that strikes every call, or the next <paramref name="times"/>.</summary>
    public FaultRule Add(string route, Fault fault, int? times = null) => Add(new FaultRule(route, fault) { Times = times });

    /// <summary>Takes a rule away.</summary>
    public void Remove(FaultRule rule) => ImmutableInterlocked.Update(ref _rules, rules => rules.RemoveAll(entry => entry.Rule == rule));

    /// <summary>Takes all rules away.</summary>
    public void Clear() => ImmutableInterlocked.Update(ref _rules, rules => rules.Clear());

    internal IReadOnlyList<FaultRule> Striking(string method, string path)
    {
        if (_rules.IsEmpty)
        {
            return [];
        }
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. _rules.Where(entry => entry.Rule.Strikes(method, segments, _chance.For(entry.Number))).Select(entry => entry.Rule)];
    }
}
