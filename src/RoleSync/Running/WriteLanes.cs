namespace RoleSync.Running;

/// <summary>How role changes are sent.</summary>
internal enum WriteLanes
{
    /// <summary>One PUT or DELETE per role: no edit of somebody else can be undone.</summary>
    Atomic,

    /// <summary>Also one PATCH for a member with several changes, in a bucket of its own.</summary>
    Fast,
}
