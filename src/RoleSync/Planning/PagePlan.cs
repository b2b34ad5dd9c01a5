using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.HandEdits;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>The plan of one page in the making: members are added one by one, in the order of the run's list. Pure; calls nobody.</summary>
/// <param name="run">The run, with the counts of all pages before.</param>
/// <param name="guild">The guild as inspected.</param>
/// <param name="absences">What earlier inspections of Ethos have stored of members of the page who were absent there.</param>
/// <param name="memory">Which roles the members held last; null where edits by hand are put right and not reported.</param>
/// <param name="owed">The tier role that each member lost for nothing, and gets back where the expected one cannot be given.</param>
/// <param name="decided">Losses that are left to a person; null for a run that one has asked for.</param>
/// <param name="confirmation">How many times in a row, and how far apart, Ethos must not know a member before a role is taken for that.</param>
/// <param name="now">The time that what is found is stored with.</param>
internal sealed class PagePlan(
    Run run, GuildState guild, IReadOnlyList<Absence> absences, HandEditMemory? memory, IReadOnlyDictionary<MemberId, RoleId> owed, DecidedLosses? decided,
    Confirmation confirmation, DateTimeOffset now)
{
    private readonly Dictionary<MemberId, Absence> _over = absences.ToDictionary(absence => absence.Member);
    private readonly List<Absence> _seen = [];
    private readonly List<(int Index, Change Change)> _changes = [];
    private readonly List<(int Index, Change Change, Outcome Outcome)> _unsent = [];
    private int _known;
    private int _losing;
    private int _awaiting;

    /// <summary>Members whose standing could not be told.</summary>
    public List<UnresolvedMember> Unknown { get; } = [];

    /// <summary>Plans one member.</summary>
    /// <param name="index">The member's index in the run's list, from 0.</param>
    /// <param name="member">The member in scope, with the roles of now.</param>
    /// <param name="standing">What Ethos says of the member.</param>
    public void Add(int index, Member member, Standing standing)
    {
        memory?.Keep(member.Id);
        if (standing is Standing.Unknown unknown)
        {
            // An outage neither agrees with an earlier look nor takes it back; an odd answer about the person says at least that there is one.
            decided?.Keep(member.Id);
            if (unknown.IsOutage)
            {
                _over.Remove(member.Id);
            }

            Unknown.Add(new UnresolvedMember(index, member, now));
            return;
        }

        _known += standing is Standing.Known ? 1 : 0;
        var changes = Planner.Plan(member, standing, guild.Policy, guild.Obstacles);
        if (changes.Count == 0)
        {
            memory?.NoteRight(member, standing);
            return;
        }

        if ((standing is Standing.Absent && !Confirm(member.Id)) || index < run.StartIndex)
        {
            decided?.Keep(member.Id);
            return;
        }

        var (sent, left) = memory?.Part(member, changes) ?? (changes, []);
        sent = owed.TryGetValue(member.Id, out var taken) ? Planner.GiveBack(sent, member, taken, guild.Policy, guild.Obstacles) : sent;
        sent = decided?.Part(member.Id, sent) ?? sent;
        _changes.AddRange(sent.Select(change => (index, change)));
        _unsent.AddRange(left.Select(change => (index, change, Outcome.Conflict)));
        _losing += sent.Any(change => change is { Kind: ChangeKind.Revoke, Direction: Direction.Loss, Obstacle: null }) ? 1 : 0;
    }

    /// <summary>Plans a stray whose managed roles are taken. Ethos plays no part in it, and neither does what a person gave or took by hand.</summary>
    /// <param name="index">The member's index in the run's list, from 0.</param>
    /// <param name="member">The stray, with the roles of now.</param>
    public void AddStray(int index, Member member)
    {
        var needed = index < run.StartIndex ? [] : Planner.Strip(member, guild.Policy, guild.Obstacles);
        var changes = decided?.Part(member.Id, needed) ?? needed;
        _changes.AddRange(changes.Select(change => (index, change)));
        _losing += changes.Any(change => change.Obstacle is null) ? 1 : 0;
    }

    /// <summary>What was planned; the counts of members are the caller's.</summary>
    /// <param name="plannedAt">How old the changes are.</param>
    /// <param name="isWholePage">Whether all members in a range of ids were added, so that whoever is missing is in scope no longer.</param>
    public PlannedPage ToPage(DateTimeOffset plannedAt, bool isWholePage) => new(default, 0, 0, 0, _losing, _changes, plannedAt)
    {
        Known = _known,
        Awaiting = _awaiting,
        CountsWhatStands = true,
        Unsent = _unsent,
        NoLongerRejected = isWholePage ? [.. decided?.Over ?? []] : [],

        // A dry run confirms nobody's absence: it leaves nothing behind that a later run would build on.
        Absences = run.Kind is RunKind.DryRun ? AbsenceNotes.None : new AbsenceNotes(_seen, [.. _over.Keys]),
        LastSeenRoles = run.Kind is RunKind.DryRun || memory is null ? LastSeenRolesNotes.None : memory.Notes(run.Id, isWholePage),
    };

    /// <summary>Counts one more time that Ethos does not know the member.</summary>
    /// <returns>Whether it was often enough for a role to be taken.</returns>
    private bool Confirm(MemberId member)
    {
        _over.Remove(member, out var before);
        var absence = Absence.Observe(before, member, run.Id, now, confirmation);
        if (absence != before)
        {
            _seen.Add(absence);
        }

        var isConfirmed = absence.IsConfirmed(confirmation);
        _awaiting += isConfirmed ? 0 : 1;
        return isConfirmed;
    }
}
