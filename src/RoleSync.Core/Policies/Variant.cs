namespace RoleSync.Core.Policies;

/// <summary>Which of a tier's up to four roles: the badges that show in the role itself. Each bit is a badge.</summary>
[Flags]
public enum Variant
{
    /// <summary>No badge; what a variant falls back to when the policy does not name it.</summary>
    Base = 0,

    /// <summary>For holders of a validator NFT.</summary>
    Validator = 1,

    /// <summary>For people whose human verification is VERIFIED.</summary>
    Human = 2,

    /// <summary>For people who are both.</summary>
    HumanValidator = Human | Validator,
}
