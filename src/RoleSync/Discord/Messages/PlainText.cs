using System.Globalization;
using System.Text;

namespace RoleSync.Discord.Messages;

/// <summary>
/// Text that strangers wrote, made harmless in a message: no markup, no mention, no link, no emoji, on one line. See
/// <see href="https://discord.com/developers/docs/reference#message-formatting">Discord on formatting</see>: a backslash before punctuation shows it as it is.
/// </summary>
internal static class PlainText
{
    private const string Markup = "\\*_~`|<>#-+[]():@.&";

    /// <summary>The text on one line, cut to so many characters as people count them, with an ellipsis, and with a backslash before whatever means something to Discord.</summary>
    public static string Of(string text, int most)
    {
        var plain = new StringBuilder(Math.Min(text.Length, most) + 16);
        var letters = StringInfo.GetTextElementEnumerator(OneLine(text));
        for (var count = 0; letters.MoveNext(); count++)
        {
            if (count == most)
            {
                return plain.Append('…').ToString();
            }

            Append(plain, letters.GetTextElement());
        }

        return plain.ToString();
    }

    /// <summary>A sentence of ours that may quote a name or a message of others: its own marks stay, but it forms no mention and no link.</summary>
    public static string Quoting(string sentence) =>
        sentence.Replace("<", "\\<", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("@", "\\@", StringComparison.Ordinal)
            .Replace("://", "\\://", StringComparison.Ordinal);

    private static void Append(StringBuilder plain, string letter)
    {
        if (Markup.Contains(letter[0], StringComparison.Ordinal))
        {
            plain.Append('\\');
        }

        // A letter under a heap of accents counts as one for people, but Discord counts them all.
        plain.Append(letter.Length <= 8 ? letter : "\uFFFD");
    }

    /// <summary>Line breaks and runs of white space as one blank; what is invisible, or turns the direction of writing round, is left out.</summary>
    private static string OneLine(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, 4_096));
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= 4_000)
            {
                break;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                line.Append(line.Length == 0 || line[^1] == ' ' ? "" : " ");
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) || rune.Value == 0x200D)
            {
                line.Append(rune);
            }
        }

        return line.ToString().TrimEnd();
    }
}
