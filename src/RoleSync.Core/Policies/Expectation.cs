using RoleSync.Core.Guilds;

namespace RoleSync.Core.Policies;

/// <summary>The managed roles that a member ought to hold; shared by all members of whom Ethos says the same.</summary>
public sealed class Expectation
{
    private readonly ManagedRole[] _roles;

    internal Expectation(IEnumerable<ManagedRole?> roles)
    {
        _roles = [.. roles.OfType<ManagedRole>()];
        Tier = Array.Find(_roles, role => role.IsTier);
    }

    /// <summary>Verified first, then status, badges and the tier; at most six.</summary>
    public IReadOnlyList<ManagedRole> Roles => _roles;

    /// <summary>The tier role; null when the policy names none for this standing.</summary>
    public ManagedRole? Tier { get; }

    /// <summary>Whether the role is among them.</summary>
    public bool Includes(RoleId id)
    {
        foreach (var role in _roles)
        {
            if (role.Id == id)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the member holds all of them.</summary>
    internal bool IsHeldBy(Member member)
    {
        foreach (var role in _roles)
        {
            if (!member.Has(role.Id))
            {
                return false;
            }
        }

        return true;
    }
}
