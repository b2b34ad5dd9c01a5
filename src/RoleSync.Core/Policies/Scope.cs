namespace RoleSync.Core.Policies;

/// <summary>Whose roles follow what Ethos says.</summary>
public enum Scope
{
    /// <summary>Members who hold the verified role.</summary>
    Verified = 0,

    /// <summary>Every member who is no bot; whom Ethos knows with interactions gets the verified role, too, and nobody ever loses it.</summary>
    Everyone = 1,
}
