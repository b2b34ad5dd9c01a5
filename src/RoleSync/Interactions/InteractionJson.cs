using System.Text.Json;
using System.Text.Json.Serialization;
using RoleSync.Discord.Messages;
using RoleSync.Discord.Wire;
using RoleSync.Transport;

namespace RoleSync.Interactions;

internal sealed record InteractionWire(
    int Type, string? Id, string? ApplicationId, string? Token, string? GuildId, InteractionMemberWire? Member, InteractionDataWire? Data);

internal sealed record InteractionMemberWire(InteractionUserWire? User, string? Nick, string[]? Roles, string? Permissions);

internal sealed record InteractionUserWire(string? Id, string? Username, string? GlobalName, bool Bot);

internal sealed record InteractionDataWire(int? Type, string? Name, InteractionOptionWire[]? Options, ResolvedWire? Resolved, string? CustomId);

internal sealed record InteractionOptionWire(string? Name, [property: JsonConverter(typeof(ClampedIntConverter))] int Type, JsonElement Value);

internal sealed record ResolvedWire(Dictionary<string, InteractionUserWire>? Users, Dictionary<string, InteractionMemberWire>? Members);

/// <summary>A first answer that is a message.</summary>
internal sealed record MessageAnswerWire(int Type, MessageWire Data);

/// <summary>A first answer that puts the message off.</summary>
internal sealed record DeferredAnswerWire(int Type, DeferredDataWire? Data);

/// <summary>Who will see it.</summary>
internal sealed record DeferredDataWire(int Flags);

/// <summary>The shapes of interactions and of first answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CleanTextConverter)])]
[JsonSerializable(typeof(InteractionWire))]
[JsonSerializable(typeof(MessageAnswerWire))]
[JsonSerializable(typeof(DeferredAnswerWire))]
internal sealed partial class InteractionJson : JsonSerializerContext;
