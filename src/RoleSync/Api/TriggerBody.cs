using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RoleSync.Core.Guilds;
using RoleSync.Transport;

namespace RoleSync.Api;

/// <summary>The body of POST /trigger-sync. Unknown fields are ignored; a wrong type or range is a sentence.</summary>
internal sealed record TriggerBody(GuildId? Guild, int StartIndex, int? ChunkSize, bool DryRun)
{
    public const int MaximumChunkSize = 100_000;

    private static readonly TriggerBody Empty = new(null, 0, null, false);

    /// <summary>Reads the body; an empty one asks for the defaults.</summary>
    /// <returns>The body, or a sentence that says what is wrong with it.</returns>
    public static async Task<(TriggerBody? Body, string? Error)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, ct);
            if (buffer.ToArray().All(one => char.IsWhiteSpace((char)one)))
            {
                return (Empty, null);
            }

            if (!JsonText.IsWhole(buffer.ToArray()))
            {
                return (null, "The body is not JSON: it holds bytes that are no UTF-8, or half a character.");
            }

            using var json = JsonDocument.Parse(buffer.ToArray());
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? Read(json.RootElement)
                : (null, "The body must be a JSON object, e.g. {\"startIndex\": 0, \"chunkSize\": 50}.");
        }
        catch (JsonException)
        {
            return (null, "The body is not JSON: send an object, e.g. {\"startIndex\": 0, \"chunkSize\": 50}, or no body at all.");
        }
        catch (BadHttpRequestException)
        {
            return (null, "The body could not be read: it is too large or was cut off.");
        }
    }

    private static (TriggerBody? Body, string? Error) Read(JsonElement json)
    {
        GuildId? guild = null;
        if (Field(json, "guildId") is { } id)
        {
            if (id.ValueKind is not JsonValueKind.String || !GuildId.TryParse(id.GetString(), out var parsed))
            {
                return (null, "guildId must be a Discord server's id, as a JSON string of digits.");
            }

            guild = parsed;
        }

        if (!TryInteger(json, "startIndex", 0, int.MaxValue, out var startIndex))
        {
            return (null, $"startIndex must be a whole number from 0 to {int.MaxValue}.");
        }

        if (!TryInteger(json, "chunkSize", 1, MaximumChunkSize, out var chunkSize))
        {
            return (null, $"chunkSize must be a whole number from 1 to {MaximumChunkSize}.");
        }

        return Field(json, "dryRun") switch
        {
            null or { ValueKind: JsonValueKind.False } => (new TriggerBody(guild, startIndex ?? 0, chunkSize, false), null),
            { ValueKind: JsonValueKind.True } => (new TriggerBody(guild, startIndex ?? 0, chunkSize, true), null),
            _ => (null, "dryRun must be true or false."),
        };
    }

    private static bool TryInteger(JsonElement json, string name, int minimum, int maximum, out int? value)
    {
        value = null;
        if (Field(json, name) is not { } field)
        {
            return true;
        }

        if (field.ValueKind is not JsonValueKind.Number || !field.TryGetInt32(out var number) || number < minimum || number > maximum)
        {
            return false;
        }

        value = number;
        return true;
    }

    private static JsonElement? Field(JsonElement json, string name) =>
        json.TryGetProperty(name, out var field) && field.ValueKind is not JsonValueKind.Null ? field : null;
}
