using System.Globalization;
using System.Numerics;

namespace RoleSync.Core.Guilds;

/// <summary>
/// A set of Discord's permission bits. Discord writes it as a decimal number in a text, because it grows beyond any machine word. See
/// <see href="https://discord.com/developers/docs/topics/permissions">Discord's list</see>.
/// </summary>
/// <param name="Bits">Not negative.</param>
public readonly record struct Permissions(BigInteger Bits)
{
    // 212 bits; Discord uses some fifty. A longer text is no permission set, and costs time to read.
    private const int MostDigits = 64;

    /// <summary>Nothing.</summary>
    public static Permissions None => default;

    /// <summary>Everything, in every channel.</summary>
    public static Permissions Administrator { get; } = new(BigInteger.One << 3);

    /// <summary>May change the guild itself.</summary>
    public static Permissions ManageGuild { get; } = new(BigInteger.One << 5);

    /// <summary>May give and take the roles below one's own highest role.</summary>
    public static Permissions ManageRoles { get; } = new(BigInteger.One << 28);

    /// <summary>Reads a set from its decimal text; false when the text is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Permissions permissions)
    {
        permissions = default;
        if (text.Length > MostDigits || !BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return false;
        }

        permissions = new Permissions(bits);
        return true;
    }

    /// <summary>Whether each of these is in the set.</summary>
    public bool Has(Permissions wanted) => (Bits & wanted.Bits) == wanted.Bits;

    /// <summary>What is in this set and not in the other one.</summary>
    public Permissions Without(Permissions others) => new(Bits - (Bits & others.Bits));

    /// <summary>What is in either set.</summary>
    public static Permissions operator |(Permissions left, Permissions right) => left.Union(right);

    /// <inheritdoc cref="op_BitwiseOr"/>
    public Permissions Union(Permissions other) => new(Bits | other.Bits);

    /// <summary>The decimal text, as Discord writes it.</summary>
    public override string ToString() => Bits.ToString(CultureInfo.InvariantCulture);
}
