using System.Globalization;

namespace RoleSync.Core.Guilds;

/// <summary>The id of a Discord guild. Ordered as a number.</summary>
/// <param name="Value">The snowflake, from 1 to 2^63 - 1.</param>
public readonly record struct GuildId(ulong Value) : IComparable<GuildId>
{
    /// <summary>Reads an id from its decimal text.</summary>
    /// <exception cref="FormatException">The text is no snowflake.</exception>
    public static GuildId Parse(string text) => new(Snowflake.Parse(text, "guild"));

    /// <summary>Reads an id from its decimal text; false when the text is no snowflake.</summary>
    public static bool TryParse(string? text, out GuildId id)
    {
        var read = Snowflake.TryParse(text, out var value);
        id = new GuildId(value);
        return read;
    }

    /// <inheritdoc/>
    public int CompareTo(GuildId other) => Value.CompareTo(other.Value);

    /// <summary>The decimal text, as Discord writes it.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Numeric order.</summary>
    public static bool operator <(GuildId left, GuildId right) => left.Value < right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator >(GuildId left, GuildId right) => left.Value > right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator <=(GuildId left, GuildId right) => left.Value <= right.Value;

    /// <summary>Numeric order.</summary>
    public static bool operator >=(GuildId left, GuildId right) => left.Value >= right.Value;
}
