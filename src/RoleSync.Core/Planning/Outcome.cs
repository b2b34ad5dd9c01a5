namespace RoleSync.Core.Planning;

/// <summary>What became of a change.</summary>
public enum Outcome
{
    /// <summary>Not sent yet.</summary>
    Pending = 0,

    /// <summary>Discord confirmed the write.</summary>
    Applied = 1,

    /// <summary>Discord does not allow it: the role is gone, above the bot or managed by Discord, or the tier switch it belongs to failed.</summary>
    Refused = 2,

    /// <summary>The member has left the guild.</summary>
    Gone = 3,

    /// <summary>A fresh look showed that the change no longer holds.</summary>
    Stale = 4,

    /// <summary>Not sent because too many standings of the run were Unknown.</summary>
    Withheld = 5,

    /// <summary>Discord gave no usable answer after every retry.</summary>
    Failed = 6,

    /// <summary>The new tier could not be granted after the old one was taken, and the old one was given back.</summary>
    PutBack = 7,

    /// <summary>Somebody else changed the member's roles meanwhile, so that it is left to a person: the note lists what was found.</summary>
    Conflict = 8,
}
