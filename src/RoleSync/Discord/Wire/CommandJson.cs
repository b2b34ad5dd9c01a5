using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RoleSync.Discord.Wire;

/// <summary>A slash command, with only the fields in use. Contexts and integration types are Discord's for global commands alone.</summary>
internal sealed record ApplicationCommandWire(
    [property: JsonRequired] string Name,
    string? Description,
    [property: JsonConverter(typeof(PermissionBits))] ulong? DefaultMemberPermissions,
    int[]? Contexts,
    int[]? IntegrationTypes,
    ApplicationCommandOptionWire[]? Options)
{
    /// <summary>What kind of command; 1 is the slash command.</summary>
    public int Type { get; init; } = 1;

    /// <summary>Whether both show the same. Discord leaves out what is empty, and tells more than it was told.</summary>
    /// <param name="registered">As Discord holds it.</param>
    public bool Shows(ApplicationCommandWire registered) =>
        Name == registered.Name && Type == registered.Type && Description == registered.Description
        && DefaultMemberPermissions == registered.DefaultMemberPermissions
        && (Contexts is null || Contexts.AsSpan().SequenceEqual(registered.Contexts))
        && (IntegrationTypes is null || IntegrationTypes.AsSpan().SequenceEqual(registered.IntegrationTypes))
        && (Options ?? []).SequenceEqual((registered.Options ?? []).Select(option => option with { Required = option.Required is true ? true : null }));
}

internal sealed record ApplicationCommandOptionWire(int Type, string Name, string Description, bool? Required, int? MaxLength);

/// <summary>
/// Permission bits. Discord answers with text; to send, its specification asks for a number, and it takes either.
/// </summary>
internal sealed class PermissionBits : JsonConverter<ulong?>
{
    public override ulong? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number => reader.GetUInt64(),
        JsonTokenType.String when ulong.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bits) => bits,
        _ => throw new JsonException("permission bits were expected"),
    };

    public override void Write(Utf8JsonWriter writer, ulong? value, JsonSerializerOptions options)
    {
        if (value is { } bits)
        {
            writer.WriteNumberValue(bits);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>The shapes of commands.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApplicationCommandWire[]))]
internal sealed partial class CommandJson : JsonSerializerContext;
