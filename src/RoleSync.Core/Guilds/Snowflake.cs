using System.Globalization;

namespace RoleSync.Core.Guilds;

/// <summary>
/// Reads Discord's ids: unsigned 64-bit integers that travel as decimal text of 17 to 20 digits and are ordered as numbers, never as text.
/// See <see href="https://discord.com/developers/docs/reference#snowflakes">Discord's page on snowflakes</see>.
/// </summary>
public static class Snowflake
{
    /// <summary>The first millisecond of 2015, from which snowflakes count.</summary>
    public static readonly DateTimeOffset Epoch = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a snowflake.</summary>
    /// <param name="text">Decimal digits only, no sign, no white space.</param>
    /// <param name="value">The id, or 0 when the text is none.</param>
    /// <returns>False when the text is no number from 1 to 2^63 - 1 (the range that Discord's clock reaches in 2084).</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= long.MaxValue;

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out ulong)"/>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= long.MaxValue;

    /// <summary>When the id was made, to the millisecond, UTC.</summary>
    public static DateTimeOffset CreatedAt(ulong value) => Epoch.AddMilliseconds(value >> 22);

    internal static ulong Parse(string text, string kind) =>
        TryParse(text, out var value)
            ? value
            : throw new FormatException($"\"{text}\" is no {kind} id: Discord's ids are decimal numbers of 17 to 19 digits.");
}
