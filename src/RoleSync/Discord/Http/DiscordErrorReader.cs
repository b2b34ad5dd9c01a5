using System.Text.Json;
using RoleSync.Discord.Wire;
using RoleSync.Transport;

namespace RoleSync.Discord.Http;

/// <summary>
/// Reads what Discord says when it refuses. Discord's word has one form: application/json with a message and one of its own codes. Whatever
/// else comes with a 4xx (a page, an empty body, the JSON of a gateway) is of somebody in between, and says nothing of a role, a member or a webhook.
/// </summary>
internal static class DiscordErrorReader
{
    private const int MostBytes = 64 * 1024;

    // Cloudflare's answer to a request that never reached Discord, in Discord's form.
    private const int InternalNetworkError = 40333;

    /// <summary>What Discord says; null when it is not Discord who says it.</summary>
    public static async Task<DiscordError?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            using var body = await ResponseBody.ReadAsync(response.Content, MostBytes, ct);
            return body.IsJson && JsonSerializer.Deserialize(body.Utf8, DiscordJson.Default.ErrorWire) is { Message: { } message, Code: { } code } && IsDiscords(code)
                ? new DiscordError((int)response.StatusCode, code, OutsideText.Clean(message, OutsideText.LongestReason))
                : null;
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            return null;
        }
    }

    /// <summary>Discord's codes are 0 or of five digits and more; gateways like to repeat the status as a code.</summary>
    private static bool IsDiscords(int code) => code is not InternalNetworkError and (0 or < 100 or >= 600) and >= 0;
}
