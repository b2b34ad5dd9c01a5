using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;

namespace RoleSync.Discord.Wire;

internal sealed record UserWire([property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id);

internal sealed record SentMessageWire([property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id);

internal sealed record ApplicationWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id, [property: JsonRequired] string Name, long Flags);

internal sealed record RoleWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id,
    [property: JsonRequired] string Name,
    [property: JsonRequired] int Position,
    [property: JsonRequired] string Permissions,
    [property: JsonRequired] bool Managed)
{
    public Role ToRole() => new(
        new RoleId(Id),
        Name,
        Position,
        ulong.TryParse(Permissions, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            ? (Permissions)bits
            : throw new JsonException("the role's permissions were expected"),
        Managed);
}

internal sealed record GuildWire(
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong Id,
    [property: JsonRequired] string Name,
    [property: JsonRequired, JsonConverter(typeof(SnowflakeConverter))] ulong OwnerId,
    [property: JsonRequired] RoleWire[] Roles,
    [property: JsonRequired] int MfaLevel,
    int? ApproximateMemberCount)
{
    public Guild ToGuild() => new(
        new GuildId(Id), Name, new MemberId(OwnerId), [.. Roles.Select(role => role.ToRole())], MfaLevel == 1, ApproximateMemberCount);
}

internal sealed record RolesWire(string[] Roles);

internal sealed record NewRoleWire(string Name, int Permissions, int Color, bool Hoist, bool Mentionable);

internal sealed record ErrorWire(int? Code, string? Message);

internal sealed record ExcessWire([property: JsonPropertyName("retry_after")] double? RetryAfter, bool Global);

/// <summary>The shapes of Discord's JSON that are read or written as objects, with only the fields in use.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(UserWire))]
[JsonSerializable(typeof(SentMessageWire))]
[JsonSerializable(typeof(ApplicationWire))]
[JsonSerializable(typeof(GuildWire))]
[JsonSerializable(typeof(RolesWire))]
[JsonSerializable(typeof(RoleWire))]
[JsonSerializable(typeof(NewRoleWire))]
[JsonSerializable(typeof(Dictionary<string, int>))]
[JsonSerializable(typeof(ErrorWire))]
[JsonSerializable(typeof(ExcessWire))]
internal sealed partial class DiscordJson : JsonSerializerContext;
