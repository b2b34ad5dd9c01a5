using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;

namespace RoleSync.Sandbox.Discord;

/// <summary>User objects within other objects (https://docs.discord.com/developers/resources/user#user-object).</summary>
internal static class UserJson
{
    /// <summary>A user, with the name that others see where it is known.</summary>
    public static JsonObject Full(ulong id, string? name, bool isBot)
    {
        var text = id.ToString(CultureInfo.InvariantCulture);
        var user = new JsonObject
        {
            ["id"] = text,
            ["username"] = $"member_{text}",
            ["avatar"] = null,
            ["discriminator"] = "0",
            ["public_flags"] = 0,
            ["flags"] = 0,
            ["global_name"] = name,
            ["primary_guild"] = null,
            ["banner"] = null,
            ["accent_color"] = null,
            ["avatar_decoration_data"] = null,
            ["collectibles"] = null,
        };
        if (isBot)
        {
            user["bot"] = true;
        }
        return user;
    }

    public static JsonObject Bot(ulong id)
    {
        using var buffer = new PooledBuffer();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteBotUser(id);
            json.WriteEndObject();
        }
        return JsonNode.Parse(buffer.Written.Span)!.AsObject();
    }
}
