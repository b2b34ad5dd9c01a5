using System.Text;

namespace RoleSync.Transport;

/// <summary>
/// Text that others wrote, made safe where it enters: for terminals, logs, databases (PostgreSQL takes no NUL) and messages. Line breaks
/// and tabs become blanks; what controls a terminal or turns the direction of writing round is shown as U+FFFD, so that no two names become
/// the same by it; what is too long is cut.
/// </summary>
internal static class OutsideText
{
    /// <summary>The most UTF-16 units of a text of which nothing else is known; no field that is used here has more.</summary>
    public const int Longest = 4_000;

    /// <summary>The most of a sentence that says why something failed.</summary>
    public const int LongestReason = 300;

    /// <summary>The text, safe.</summary>
    /// <param name="text">As it came; half characters and all.</param>
    /// <param name="most">The most UTF-16 units of the result, from 1.</param>
    public static string Clean(string text, int most = Longest)
    {
        if (text.Length <= most && IsClean(text))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            var safe = Safe(rune);
            if (clean.Length + safe.Utf16SequenceLength > most)
            {
                while (clean.Length > most - 1)
                {
                    clean.Length -= clean.Length > 1 && char.IsSurrogatePair(clean[^2], clean[^1]) ? 2 : 1;
                }

                return clean.Append('…').ToString();
            }

            clean.Append(safe);
        }

        return clean.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // Half a character is enumerated as U+FFFD, too.
            if (Safe(rune) != rune || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static Rune Safe(Rune rune) => rune.Value switch
    {
        '\t' or '\n' or '\r' or 0x85 or 0x2028 or 0x2029 => new Rune(' '),
        < 0x20 or (>= 0x7F and <= 0x9F) => Rune.ReplacementChar,
        (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) => Rune.ReplacementChar,
        _ => rune,
    };
}
