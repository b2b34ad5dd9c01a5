using System.Text.Json;
using RoleSync.Discord.Wire;

namespace RoleSync.Discord;

/// <summary>Reads what Discord says when it refuses.</summary>
internal static class ErrorAnswer
{
    public static async Task<DiscordError> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        using var body = await ResponseBody.ReadAsync(response.Content, ct);
        try
        {
            if (JsonSerializer.Deserialize(body.Utf8, DiscordJson.Default.ErrorWire) is { Message: { } message } error)
            {
                return new DiscordError(status, error.Code, message);
            }
        }
        catch (JsonException)
        {
            // Something between here and Discord answered in a language of its own; the status still counts.
        }

        return new DiscordError(status, 0, $"{response.StatusCode} without a readable explanation");
    }
}
