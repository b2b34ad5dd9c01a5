using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Work;

namespace RoleSync.HandEdits;

/// <summary>What is known of the roles of some members, and what a reading of them adds to that.</summary>
/// <param name="guild">The guild as inspected.</param>
/// <param name="known">What is known.</param>
/// <param name="sent">What was sent to these members since the oldest run of <paramref name="known"/>.</param>
internal sealed class HandEditMemory(GuildState guild, IReadOnlyList<LastSeenRoles> known, IReadOnlyList<StoredChange> sent)
{
    private readonly RoleSetCodec _code = new(guild.Policy);
    private readonly Dictionary<MemberId, LastSeenRoles> _known = known.ToDictionary(item => item.Member);
    private readonly Dictionary<Expectation, byte[]> _expected = [];
    private readonly Dictionary<MemberId, byte[]> _seen = [];
    private readonly HashSet<MemberId> _inScope = [];
    private readonly ILookup<MemberId, StoredChange> _sent = sent.ToLookup(change => change.Change.Member);

    /// <summary>The member is in scope, whatever else is found.</summary>
    public void Keep(MemberId member) => _inScope.Add(member);

    /// <summary>The member holds what is expected.</summary>
    public void NoteRight(Member member, Standing standing)
    {
        // Most of a guild may hold nothing and be expected to: of them only those are noted who once held something.
        if (guild.Policy.Expect(member, standing) is not { } expectation || (expectation.Roles.Count == 0 && !_known.ContainsKey(member.Id)))
        {
            return;
        }

        if (!_expected.TryGetValue(expectation, out var code))
        {
            _expected[expectation] = code = _code.Write(expectation.Includes);
        }

        Note(member.Id, code);
    }

    /// <summary>Parts the changes of a member into those to be sent and those that would take a hand edit back, which say so as their obstacle.</summary>
    public (IReadOnlyList<Change> Sent, IReadOnlyList<Change> Left) Part(Member member, IReadOnlyList<Change> changes)
    {
        var edited = Edited(member);
        var (sent, left) = HandEditComparison.Part(changes, edited, guild.Policy);
        if (sent.Count > 0)
        {
            // As it was before the edit, so that the next run still sees it as one.
            Note(member.Id, _code.Write(role => member.Has(role) != edited.Contains(role)));
        }

        return (sent, [.. left.Select(change => change with { Obstacle = change.Obstacle ?? Sentence(member.Id) })]);
    }

    /// <summary>What the reading adds, for the table.</summary>
    /// <param name="run">The run that read them.</param>
    /// <param name="isWholePage">Whether everybody in the range was looked at, so that whoever is missing is in scope no longer.</param>
    public LastSeenRolesNotes Notes(RunId run, bool isWholePage) => new(
        [.. _seen.Select(item => new LastSeenRoles(item.Key, item.Value, run))],
        isWholePage ? [.. _known.Keys.Where(member => !_inScope.Contains(member))] : []);

    private HashSet<RoleId> Edited(Member member)
    {
        if (!_known.TryGetValue(member.Id, out var known) || _code.Read(known.Roles) is not { } roles)
        {
            return [];
        }

        var edited = HandEditComparison.Find(member, roles, [.. SentSince(known).Select(change => (change.Change, change.Outcome))], guild.Policy);

        // A role that was deleted, or that the bot cannot write, is told as such.
        return edited.Where(role => !guild.Obstacles.ContainsKey(role)).ToHashSet();
    }

    private IEnumerable<StoredChange> SentSince(LastSeenRoles known) => _sent[known.Member].Where(change => change.Run.Value >= known.Run.Value);

    private void Note(MemberId member, byte[] roles)
    {
        if (!_known.TryGetValue(member, out var before) || !before.Roles.AsSpan().SequenceEqual(roles) || SentSince(before).Any())
        {
            _seen[member] = roles;
        }
    }

    private string Sentence(MemberId member) =>
        $"Somebody changed this by hand after run {_known[member].Run} had seen it; hand edits are only reported (SYNC_DRIFT=report).";
}
