using System.Globalization;

namespace RoleSync.Core.Guilds;

/// <summary>The id of a Discord user, as a member of a guild. Ordered as a number.</summary>
/// <param name="Value">The snowflake, from 1 to 2^63 - 1.</param>
public readonly record struct MemberId(ulong Value) : IComparable<MemberId>
{
    /// <summary>Reads an id from its decimal text.</summary>
    /// <exception cref="FormatException">The text is no snowflake.</exception>
    public static MemberId Parse(string text) => new(Snowflake.Parse(text, "member"));

    /// <summary>Reads an id from its decimal text; false when the text is no snowflake.</summary>
    public static bool TryParse(string? text, out MemberId id)
    {
        var read = Snowflake.TryParse(text, out var value);
        id = new MemberId(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(MemberId other) => Value.CompareTo(other.Value);

    /// <summary>The decimal text, as Discord writes it.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numeric order.</summary>
    public static bool operator <(MemberId left, MemberId right) => left.Value < right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator >(MemberId left, MemberId right) => left.Value > right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator <=(MemberId left, MemberId right) => left.Value <= right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator >=(MemberId left, MemberId right) => left.Value >= right.Value;
}
