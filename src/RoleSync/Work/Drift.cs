namespace RoleSync.Work;

/// <summary>What is done about hand edits of managed roles.</summary>
internal enum Drift
{
    /// <summary>They are put right.</summary>
    Repair,

    /// <summary>They are listed only.</summary>
    Report,
}
