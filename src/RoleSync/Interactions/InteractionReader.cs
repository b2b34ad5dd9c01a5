using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Transport;

namespace RoleSync.Interactions;

/// <summary>What a signed body holds.</summary>
internal abstract record ParsedInteraction
{
    private ParsedInteraction()
    {
    }

    /// <summary>Discord asks whether somebody is here.</summary>
    public sealed record Ping : ParsedInteraction;

    /// <summary>Discord asks, while somebody types, which values of an option to propose.</summary>
    public sealed record Completion : ParsedInteraction;

    /// <summary>A command or a click in a guild.</summary>
    public sealed record Asked(Interaction Interaction) : ParsedInteraction;

    /// <summary>Something that our commands are not meant for: a sentence for whoever sent it.</summary>
    public sealed record Elsewhere(string Why) : ParsedInteraction;

    /// <summary>No interaction at all.</summary>
    public sealed record Unreadable : ParsedInteraction;
}

/// <summary>Reads interactions.</summary>
internal static class InteractionReader
{
    private const int LongestName = 100;
    private const int Ping = 1;
    private const int Command = 2;
    private const int Component = 3;
    private const int Autocomplete = 4;

    /// <summary>Reads one; never throws.</summary>
    /// <param name="body">Whose signature was right.</param>
    /// <param name="now">When it came.</param>
    public static ParsedInteraction Read(ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        // What is not whole was signed all the same: it spoils the text that it stands in and nothing else.
        var whole = body.ToArray();
        JsonText.Repair(whole);
        try
        {
            return JsonSerializer.Deserialize(whole, InteractionJson.Default.InteractionWire) switch
            {
                null => new ParsedInteraction.Unreadable(),
                { Type: Ping } => new ParsedInteraction.Ping(),
                { Type: Autocomplete } => new ParsedInteraction.Completion(),
                { Type: Command or Component, GuildId: null } => new ParsedInteraction.Elsewhere("These commands work in a server only."),
                { Type: Command or Component } wire when Interaction(wire, now) is { } interaction => new ParsedInteraction.Asked(interaction),
                { Type: Command or Component } => new ParsedInteraction.Unreadable(),
                _ => new ParsedInteraction.Elsewhere("There is no such command here."),
            };
        }
        catch (JsonException)
        {
            return new ParsedInteraction.Unreadable();
        }
    }

    private static Interaction? Interaction(InteractionWire wire, DateTimeOffset now)
    {
        if (!Snowflake.TryParse(wire.Id, out var id)
            || !Snowflake.TryParse(wire.ApplicationId, out var application)
            || !GuildId.TryParse(wire.GuildId, out var guild)
            || wire is not { Token: { Length: > 0 } token, Data: { } data, Member: { } member }
            || User(member.User, member) is not { } caller
            || !Permissions.TryParse(member.Permissions, out var permissions))
        {
            return null;
        }

        var parts = wire.Type == Component ? data.CustomId?.Split(':') : null;
        return (parts is null ? data.Name : parts[0]) is not { Length: > 0 } command ? null : new Interaction
        {
            Id = id,
            Application = application,
            Token = token,
            ReceivedAt = now,
            Guild = guild,
            Caller = caller,
            Permissions = permissions,
            Command = command,
            Click = parts?[1..],
            Options = Options(data),
        };
    }

    private static Dictionary<string, object> Options(InteractionDataWire data)
    {
        var options = new Dictionary<string, object>();
        foreach (var option in data.Options ?? [])
        {
            if (option.Name is { } name && Value(option, data.Resolved) is { } value)
            {
                options[name] = value;
            }
        }

        return options;
    }

    private static object? Value(InteractionOptionWire option, ResolvedWire? resolved) => ((OptionKind)option.Type, option.Value.ValueKind) switch
    {
        (OptionKind.Text, JsonValueKind.String) => OutsideText.Clean(option.Value.GetString()!),
        (OptionKind.Integer, JsonValueKind.Number) when option.Value.TryGetInt64(out var number) => number,
        (OptionKind.Flag, JsonValueKind.True or JsonValueKind.False) => option.Value.GetBoolean(),
        (OptionKind.User, JsonValueKind.String) when option.Value.GetString() is { } id =>
            User(resolved?.Users?.GetValueOrDefault(id), resolved?.Members?.GetValueOrDefault(id)),
        _ => null,
    };

    private static InteractionUser? User(InteractionUserWire? user, InteractionMemberWire? member) =>
        user is null || !MemberId.TryParse(user.Id, out var id) ? null : new InteractionUser(
            id,
            OutsideText.Clean(member?.Nick ?? user.GlobalName ?? user.Username ?? id.ToString(), LongestName),
            user.Bot,
            member?.Roles is { } roles ? [.. roles.Where(role => RoleId.TryParse(role, out _)).Select(RoleId.Parse)] : null);
}
