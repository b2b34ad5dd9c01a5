using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace RoleSync.Transport;

/// <summary>
/// Makes the text of JSON whole before it is read: a byte that is no UTF-8, and an escape that is one half of a character
/// (<c>\ud83d</c> without its other half), make readers throw wherever they meet it, in a name as in a value. Repaired, they spoil the one
/// value that they stand in and nothing else.
/// </summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    /// <summary>Whether all of it can be read: UTF-8 without half characters.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && NextHalf(json, 0) < 0;

    /// <summary>Puts a question mark in the place of each byte that is no UTF-8, and U+FFFD in that of each half character. The length stays.</summary>
    public static void Repair(Span<byte> json)
    {
        for (var from = 0; !Utf8.IsValid(json[from..]);)
        {
            from = RepairNextByte(json, from);
        }

        for (var at = NextHalf(json, 0); at >= 0; at = NextHalf(json, at + EscapeLength))
        {
            @"\ufffd"u8.CopyTo(json[at..]);
        }
    }

    private static int RepairNextByte(Span<byte> json, int from)
    {
        while (Rune.DecodeFromUtf8(json[from..], out _, out var length) == OperationStatus.Done)
        {
            from += length;
        }

        _ = Rune.DecodeFromUtf8(json[from..], out _, out var bad);
        json.Slice(from, bad).Fill((byte)'?');
        return from + bad;
    }

    /// <summary>Where the next escape stands that is half a character; -1 for nowhere.</summary>
    private static int NextHalf(ReadOnlySpan<byte> json, int from)
    {
        while (json[from..].IndexOf((byte)'\\') is >= 0 and var ahead)
        {
            var at = from + ahead;
            if (Unit(json, at) is not { } unit)
            {
                // Of "\\" the second one escapes nothing.
                from = Math.Min(at + 2, json.Length);
            }
            else if (char.IsHighSurrogate(unit) && Unit(json, at + EscapeLength) is { } low && char.IsLowSurrogate(low))
            {
                from = at + (2 * EscapeLength);
            }
            else if (char.IsSurrogate(unit))
            {
                return at;
            }
            else
            {
                from = at + EscapeLength;
            }
        }

        return -1;
    }

    /// <summary>The UTF-16 unit that is escaped here; null when none is.</summary>
    private static char? Unit(ReadOnlySpan<byte> json, int at)
    {
        if (at + EscapeLength > json.Length || json[at] != '\\' || json[at + 1] != 'u')
        {
            return null;
        }

        var unit = 0;
        foreach (var digit in json.Slice(at + 2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return null;
            }

            unit = (unit << 4) | Convert.ToInt32(((char)digit).ToString(), 16);
        }

        return (char)unit;
    }
}
