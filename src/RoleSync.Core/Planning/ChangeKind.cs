namespace RoleSync.Core.Planning;

/// <summary>What a change does.</summary>
public enum ChangeKind
{
    /// <summary>The member gets the role.</summary>
    Grant = 1,

    /// <summary>The role is taken from the member.</summary>
    Revoke = 2,
}
