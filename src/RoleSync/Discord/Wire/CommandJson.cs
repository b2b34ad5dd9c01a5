using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;
using RoleSync.Transport;

namespace RoleSync.Discord.Wire;

/// <summary>A slash command, with only the fields in use. Contexts and integration types are Discord's for global commands alone.</summary>
internal sealed record ApplicationCommandWire(
    [property: JsonRequired] string Name,
    string? Description,
    [property: JsonConverter(typeof(PermissionsConverter))] Permissions? DefaultMemberPermissions,
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

/// <summary>The shapes of commands.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CleanTextConverter)])]
[JsonSerializable(typeof(ApplicationCommandWire[]))]
internal sealed partial class CommandJson : JsonSerializerContext;
