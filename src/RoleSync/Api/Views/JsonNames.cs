using System.Text.Json;

namespace RoleSync.Api.Views;

/// <summary>How words of the product are written in answers.</summary>
internal static class JsonNames
{
    /// <summary>camelCase: <c>dryRun</c>.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>As the log says it: <c>HTTP</c>.</summary>
    public static string Upper<T>(T value)
        where T : struct, Enum => value.ToString().ToUpperInvariant();
}
