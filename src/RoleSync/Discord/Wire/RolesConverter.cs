using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.Wire;

/// <summary>The roles of a guild. One that cannot be read is left out: whoever needs it is told that the guild has no such role. Where most cannot be read, it is no list of roles.</summary>
internal sealed class RolesConverter : JsonConverter<Role[]>
{
    public override Role[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a list of roles was expected");
        }

        var roles = new Dictionary<RoleId, Role>();
        var damaged = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var item = reader;
            try
            {
                var role = JsonSerializer.Deserialize(ref item, DiscordJson.Default.RoleWire)?.ToRole() ?? throw new JsonException("a role was expected");
                damaged += roles.TryAdd(role.Id, role) ? 0 : 1;
            }
            catch (JsonException)
            {
                damaged++;
            }

            reader.Skip();
        }

        return damaged <= roles.Count ? [.. roles.Values] : throw new JsonException("a list of roles was expected");
    }

    public override void Write(Utf8JsonWriter writer, Role[] value, JsonSerializerOptions options) => throw new NotSupportedException("Roles are only read.");
}
