using System.Text.Json;

namespace RoleSync.Api;

/// <summary>How words of the product are written in answers.</summary>
internal static class Wire
{
    /// <summary>camelCase: <c>dryRun</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>As the log says it: <c>HTTP</c>.</summary>
    public static string Shout<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();
}
