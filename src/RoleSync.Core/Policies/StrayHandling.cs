namespace RoleSync.Core.Policies;

/// <summary>What becomes of strays: members who hold a managed role without the verified role, where that role decides who is in scope.</summary>
public enum StrayHandling
{
    /// <summary>They are counted and listed.</summary>
    Report = 0,

    /// <summary>Their managed roles are taken: planned, guarded and undoable as every loss.</summary>
    Strip = 1,
}
