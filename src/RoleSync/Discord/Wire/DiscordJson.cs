using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;
using RoleSync.Transport;

namespace RoleSync.Discord.Wire;

internal sealed record UserWire([property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id);

internal sealed record SentMessageWire([property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id);

internal sealed record ApplicationWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id, [property: JsonRequired] string Name, [property: JsonConverter(typeof(FlagsConverter))] long Flags);

internal sealed record RoleWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id,
    [property: JsonRequired] string Name,
    [property: JsonRequired, JsonConverter(typeof(ClampedIntConverter))] int Position,
    [property: JsonRequired, JsonConverter(typeof(PermissionsConverter))] Permissions Permissions,
    [property: JsonRequired] bool Managed)
{
    private const int LongestName = 100;

    public Role ToRole() => new(new RoleId(Id), OutsideText.Clean(Name, LongestName), Position, Permissions, Managed);
}

internal sealed record GuildWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id,
    [property: JsonRequired] string Name,
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong OwnerId,
    [property: JsonRequired, JsonConverter(typeof(RolesConverter))] Role[] Roles,
    [property: JsonRequired, JsonConverter(typeof(ClampedIntConverter))] int MfaLevel,
    [property: JsonConverter(typeof(CountConverter))] int? ApproximateMemberCount)
{
    private const int LongestName = 100;

    public Guild ToGuild() => new(
        new GuildId(Id), OutsideText.Clean(Name, LongestName), new MemberId(OwnerId), Roles, MfaLevel == 1, ApproximateMemberCount);
}

internal sealed record RolesWire(string[] Roles);

internal sealed record NewRoleWire(string Name, int Permissions, int Color, bool Hoist, bool Mentionable);

internal sealed record ErrorWire(int? Code, string? Message);

internal sealed record RateLimitHitWire([property: JsonPropertyName("retry_after")] double? RetryAfter, bool Global);

/// <summary>The shapes of Discord's JSON that are read or written as objects, with only the fields in use.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true,
    Converters = [typeof(CleanTextConverter)])]
[JsonSerializable(typeof(UserWire))]
[JsonSerializable(typeof(SentMessageWire))]
[JsonSerializable(typeof(ApplicationWire))]
[JsonSerializable(typeof(GuildWire))]
[JsonSerializable(typeof(RolesWire))]
[JsonSerializable(typeof(RoleWire))]
[JsonSerializable(typeof(NewRoleWire))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(ErrorWire))]
[JsonSerializable(typeof(RateLimitHitWire))]
internal sealed partial class DiscordJson : JsonSerializerContext;

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
