using System.Text.RegularExpressions;

namespace RoleSync.Interactions.Commands;

/// <summary>A handle on X as people write it: with or without @, or as the address of the profile.</summary>
internal static partial class XHandle
{
    /// <summary>The most characters that X allows.</summary>
    public const int Longest = 15;

    /// <summary>The handle alone; null when the text is none.</summary>
    public static string? Read(string? text) => Handles().Match(text?.Trim() ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^(?:(?:https?://)?(?:www\\.|mobile\\.)?(?:x|twitter)\\.com/)?@?([A-Za-z0-9_]{1,15})/?(?:\\?[^ ]*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Handles();
}
