using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace RoleSync.Sandbox.Http;

/// <summary>One request on its way to a route.</summary>
internal sealed class Call(HttpContext http, string path, string[] segments, ApiRoute? route)
{
    public HttpContext Http => http;

    public string Method => http.Request.Method;

    /// <summary>The path behind the version, such as /guilds/1/members.</summary>
    public string Path => path;

    /// <summary>The route that fits, or null.</summary>
    public ApiRoute? Route => route;

    /// <summary>The template of the route, or the path where none fits.</summary>
    public string RouteName => route?.Template ?? path;

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Whether another write of the same member was in flight when this one came.</summary>
    public bool Overlaps { get; set; }

    public string Segment(int index) => segments[index];

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public string? Header(string name) =>
        http.Request.Headers.TryGetValue(name, out var value) && !StringValues.IsNullOrEmpty(value) ? value.ToString() : null;

    public bool TrySnowflake(int index, out ulong id) => TryParseSnowflake(segments[index], out id);

    /// <summary>The body as JSON, or null where it is none.</summary>
    public JsonDocument? TryJson()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The body as a form, with files where it has some; null where it is none.</summary>
    public IFormCollection? TryForm()
    {
        try
        {
            return http.Request.HasFormContentType ? http.Request.Form : null;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return null;
        }
    }

    public bool HasJsonContentType => http.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;

    public static bool TryParseSnowflake(string? text, out ulong id) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) && (text!.Length == 1 || text[0] != '0');
}
