using System.Text;

namespace RoleSync.Discord.Http;

/// <summary>
/// The text that Discord shows in a guild's audit log. See
/// <see href="https://discord.com/developers/docs/resources/audit-log">X-Audit-Log-Reason</see>: URL-encoded UTF-8 of 1 to 512 characters.
/// </summary>
internal static class AuditReason
{
    private const int MostCharacters = 512;

    /// <summary>The header's value; empty for an empty reason. What is too long is cut before it is encoded, never within a character.</summary>
    public static string Encode(string reason)
    {
        var cut = new StringBuilder(Math.Min(reason.Length, MostCharacters));
        foreach (var rune in reason.EnumerateRunes())
        {
            if (cut.Length + rune.Utf16SequenceLength > MostCharacters)
            {
                break;
            }

            cut.Append(rune);
        }

        return Uri.EscapeDataString(cut.ToString());
    }
}
