using RoleSync.Core.Guilds;

namespace RoleSync.Core.Records;

/// <summary>What reading a page of members changes in the stored list of the guild's strays; nothing where the page shows what is stored.</summary>
/// <param name="Seen">Strays who are new, or hold other managed roles than before.</param>
/// <param name="Over">Members who were strays and are so no longer.</param>
public sealed record StrayNotes(IReadOnlyList<Stray> Seen, IReadOnlyList<MemberId> Over)
{
    /// <summary>Nothing to note.</summary>
    public static StrayNotes None { get; } = new([], []);

    /// <summary>Whether there is nothing to note.</summary>
    public bool AreNone => Seen.Count == 0 && Over.Count == 0;

    /// <summary>Compares what is stored of a range of members with those who are strays there now.</summary>
    /// <param name="before">The stored strays of the range.</param>
    /// <param name="now">Everybody in the range who is a stray now.</param>
    public static StrayNotes Between(IReadOnlyList<Stray> before, IReadOnlyList<Stray> now)
    {
        if (before.Count + now.Count == 0)
        {
            return None;
        }

        var stored = before.ToDictionary(stray => stray.Member);
        var seen = now.Where(stray => !stored.TryGetValue(stray.Member, out var same) || !same.Roles.SequenceEqual(stray.Roles)).ToList();
        var over = stored.Keys.Except(now.Select(stray => stray.Member)).ToList();
        return seen.Count + over.Count == 0 ? None : new StrayNotes(seen, over);
    }
}
