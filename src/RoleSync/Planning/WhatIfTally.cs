using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Planning;

/// <summary>Adds up the pages of a plan of which nothing is stored: counts of everything, and the first changes one by one.</summary>
/// <param name="run">The run that nobody started.</param>
/// <param name="shown">How many changes are kept.</param>
internal sealed class WhatIfTally(Run run, int shown)
{
    private const int MostUnresolved = 10_000;

    private readonly Dictionary<(string Transition, ChangeKind Kind, Outcome Outcome, Direction Direction), int> _transitions = [];
    private readonly SortedList<(int Index, int Order), (Change Change, Outcome Outcome)> _changes = [];
    private readonly Dictionary<RoleId, int> _tierLosses = [];
    private readonly HashSet<MemberId> _absentLosers = [];
    private int _order;

    /// <summary>The run with the counts of all pages so far.</summary>
    public Run Run { get; private set; } = run;

    /// <summary>How many members hold each tier role.</summary>
    public IReadOnlyDictionary<RoleId, int> Holders { get; private set; } = new Dictionary<RoleId, int>();

    /// <summary>Who is to be asked for again.</summary>
    public List<UnresolvedMember> Unresolved { get; } = [];

    /// <summary>How many holders of each tier role would lose it.</summary>
    public IReadOnlyDictionary<RoleId, int> TierLosses => _tierLosses;

    /// <summary>How many members would lose something because Ethos knows nobody behind them.</summary>
    public int AbsentLosers => _absentLosers.Count;

    /// <summary>Adds a page.</summary>
    public void Add(PlannedPage page)
    {
        var refused = page.Changes.Count(item => item.Change.Obstacle is not null);
        Run = Run with
        {
            ListedUpTo = page.ListedUpTo,
            Listed = Run.Listed + page.Listed,
            Total = Run.Total + page.InScope,
            Strays = Run.Strays + page.Strays,
            Unasked = Run.Unasked + page.Unasked,
            WithoutRoles = Run.WithoutRoles + page.WithoutRoles,
            Unknown = Run.Unknown + page.Unknown,
            Known = Run.Known + page.Known,
            Losing = Run.Losing + page.Losing,
            Awaiting = Run.Awaiting + page.Awaiting,
            Planned = Run.Planned + page.Changes.Count - refused,
            Refused = Run.Refused + refused,
            Skipped = Run.Skipped + page.Unsent.Count,
        };
        Holders = page.Holders ?? Holders;
        Unresolved.AddRange(page.Unresolved.Take(MostUnresolved - Unresolved.Count));
        foreach (var (index, change) in page.Changes)
        {
            Add(index, change, change.Obstacle is null ? Outcome.Pending : Outcome.Refused);
        }

        foreach (var (index, change, outcome) in page.Unsent)
        {
            Add(index, change, outcome);
        }
    }

    /// <summary>All changes, counted; losses as withheld where they would be.</summary>
    public IReadOnlyList<TransitionCount> Transitions(bool withholds) =>
    [
        .. _transitions
            .GroupBy(item => item.Key with { Outcome = After(item.Key.Outcome, item.Key.Direction, withholds), Direction = Direction.Gain }, item => item.Value)
            .Select(item => new TransitionCount(item.Key.Transition, item.Key.Kind, item.Key.Outcome, item.Sum()))
            .OrderByDescending(item => item.Changes).ThenBy(item => item.Transition, StringComparer.Ordinal),
    ];

    /// <summary>The first changes, by member.</summary>
    public IReadOnlyList<(Change Change, Outcome Outcome)> Changes(bool withholds) =>
        [.. _changes.Values.Select(item => (item.Change, After(item.Outcome, item.Change.Direction, withholds)))];

    private static Outcome After(Outcome outcome, Direction direction, bool withholds) =>
        withholds && outcome is Outcome.Pending && direction is Direction.Loss ? Outcome.Withheld : outcome;

    private void Add(int index, Change change, Outcome outcome)
    {
        var key = (change.Transition, change.Kind, outcome, change.Direction);
        _transitions[key] = _transitions.GetValueOrDefault(key) + 1;
        if (outcome is Outcome.Pending && change.Direction is Direction.Loss)
        {
            if (change is { IsTier: true, Kind: ChangeKind.Revoke })
            {
                _tierLosses[change.Role] = _tierLosses.GetValueOrDefault(change.Role) + 1;
            }

            if (change.ForAbsence)
            {
                _absentLosers.Add(change.Member);
            }
        }

        // A member who was asked for again comes late, and stands where the list has it.
        _changes.Add((index, _order++), (change, outcome));
        if (_changes.Count > shown)
        {
            _changes.RemoveAt(_changes.Count - 1);
        }
    }
}
