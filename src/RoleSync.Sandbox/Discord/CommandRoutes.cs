using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord;

/// <summary>The application's commands, everywhere and by guild (https://docs.discord.com/developers/interactions/application-commands).</summary>
internal sealed class CommandRoutes(World world)
{
    private readonly ConcurrentDictionary<ulong, JsonArray> _byGuild = new();
    private int _version;

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", "/applications/{application}/commands", call => In(call, guild: false, List)) { TopLevel = 1 },
        new("PUT", "/applications/{application}/commands", call => In(call, guild: false, Put)) { Limit = LimitedRoute.Commands, TopLevel = 1 },
        new("GET", "/applications/{application}/guilds/{guild}/commands", call => In(call, guild: true, List)) { TopLevel = 3 },
        new("PUT", "/applications/{application}/guilds/{guild}/commands", call => In(call, guild: true, Put)) { Limit = LimitedRoute.GuildCommands, TopLevel = 3 },
    ];

    /// <summary>What people see in a guild (0: everywhere).</summary>
    public JsonArray Of(ulong guild) => _byGuild.TryGetValue(guild, out var commands) ? commands : [];

    private Answer In(Call call, bool guild, Func<Call, ulong, Answer> answer)
    {
        if (!call.TrySnowflake(1, out var application) || application != world.BotId)
        {
            return DiscordError.UnknownApplication();
        }
        if (!guild)
        {
            return answer(call, 0);
        }
        return !call.TrySnowflake(3, out var id) ? DiscordError.NoSnowflake("guild_id", call.Segment(3))
            : world.FindGuild(id) is null ? DiscordError.MissingAccess()
            : answer(call, id);
    }

    private Answer List(Call call, ulong guild) => Answer.Json(200, json => Of(guild).WriteTo(json));

    private Answer Put(Call call, ulong guild)
    {
        if (!call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Array)
        {
            return DiscordError.BadJson();
        }
        if (CommandRules.Breach(body.RootElement) is { } breach)
        {
            return DiscordError.InvalidForm(breach.Path, breach.Code, breach.Message);
        }
        var version = (ulong)Interlocked.Increment(ref _version);
        var commands = body.RootElement.EnumerateArray().Select((command, index) => (JsonNode)Stored(command, guild, (ulong)index, version)).ToArray();
        _byGuild[guild] = new JsonArray(commands);
        return List(call, guild);
    }

    // Discord leaves out options that are empty and flags that are false, and writes permissions as text whatever it was sent.
    private JsonObject Stored(JsonElement command, ulong guild, ulong index, ulong version)
    {
        var sent = JsonObject.Create(command)!;
        var stored = new JsonObject
        {
            ["id"] = Text(world.BotId + 1000 + index),
            ["application_id"] = Text(world.BotId),
            ["version"] = Text(world.BotId + 2000 + (version * 100) + index),
            ["default_member_permissions"] = sent["default_member_permissions"]?.ToString(),
            ["type"] = sent["type"]?.DeepClone() ?? 1,
            ["name"] = sent["name"]!.DeepClone(),
            ["description"] = sent["description"]?.DeepClone() ?? "",
            ["nsfw"] = false,
        };
        if (guild == 0)
        {
            stored["dm_permission"] = sent["contexts"] is not JsonArray contexts || contexts.Count > 1;
            stored["contexts"] = sent["contexts"]?.DeepClone();
            stored["integration_types"] = sent["integration_types"]?.DeepClone() ?? new JsonArray(0);
        }
        else
        {
            stored["guild_id"] = Text(guild);
        }
        if (sent["options"] is JsonArray { Count: > 0 } options)
        {
            stored["options"] = new JsonArray([.. options.Select(option => (JsonNode)Trimmed(option!.AsObject()))]);
        }
        return stored;
    }

    private static JsonObject Trimmed(JsonObject option)
    {
        var trimmed = new JsonObject();
        foreach (var (name, value) in option.Where(pair => pair.Value is not null && !(pair.Key == "required" && !pair.Value.GetValue<bool>())))
        {
            trimmed[name] = value!.DeepClone();
        }
        return trimmed;
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
