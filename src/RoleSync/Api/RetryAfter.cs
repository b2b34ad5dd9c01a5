using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RoleSync.Api;

/// <summary>Tells a caller when to ask again.</summary>
internal static class RetryAfter
{
    /// <summary>Sets the header <c>Retry-After</c>.</summary>
    /// <returns>The status that goes with it: 503.</returns>
    public static int Say(HttpResponse response, TimeSpan wait)
    {
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        return StatusCodes.Status503ServiceUnavailable;
    }
}
