namespace RoleSync.Work;

/// <summary>How role changes are sent.</summary>
internal enum WriteMode
{
    /// <summary>One PUT or DELETE per role: no edit of somebody else can be undone.</summary>
    Atomic,

    /// <summary>Also one PATCH for a member with several changes, in a bucket of its own.</summary>
    Fast,
}
