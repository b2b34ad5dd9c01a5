using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RoleSync.Sandbox.Discord.Commands;

/// <summary>The application's commands by guild (0: everywhere), as Discord has them on its books. Safe for use from several threads.</summary>
internal sealed class CommandBook(ulong application)
{
    private readonly ConcurrentDictionary<ulong, ImmutableList<JsonObject>> _byGuild = new();
    private readonly Lock _lock = new();
    private ulong _commands;
    private ulong _versions;

    public JsonArray Of(ulong guild) => new([.. In(guild).Select(command => (JsonNode)command.DeepClone())]);

    public JsonObject? Find(ulong guild, ulong id) => (JsonObject?)In(guild).FirstOrDefault(command => (string)command["id"]! == Text(id))?.DeepClone();

    /// <summary>The command that people see in a guild under this name: the guild's own before the one that is everywhere.</summary>
    public JsonObject? Seen(ulong guild, int type, string name) =>
        (JsonObject?)In(guild).Concat(In(0)).FirstOrDefault(command => Is(command, type, name))?.DeepClone();

    /// <summary>Replaces all. A command that keeps its type and name keeps its id.</summary>
    public void Replace(ulong guild, IEnumerable<JsonObject> sent)
    {
        lock (_lock)
        {
            var old = In(guild);
            _byGuild[guild] = [.. sent.Select(command => Stored(command, guild, Same(old, command)))];
        }
    }

    /// <summary>Adds a command, or replaces the one of its type and name.</summary>
    /// <returns>The command, and whether it is new.</returns>
    public (JsonObject Command, bool IsNew) Put(ulong guild, JsonObject sent)
    {
        lock (_lock)
        {
            var old = In(guild);
            var same = Same(old, sent);
            var stored = Stored(sent, guild, same);
            _byGuild[guild] = same is null ? old.Add(stored) : old.Replace(same, stored);
            return ((JsonObject)stored.DeepClone(), same is null);
        }
    }

    /// <summary>Edits what is named and leaves the rest; null: there is no such command.</summary>
    public JsonObject? Edit(ulong guild, ulong id, JsonObject sent)
    {
        lock (_lock)
        {
            var old = In(guild);
            if (old.FirstOrDefault(command => (string)command["id"]! == Text(id)) is not { } before)
            {
                return null;
            }
            var whole = (JsonObject)before.DeepClone();
            foreach (var (name, value) in sent)
            {
                whole[name] = value?.DeepClone();
            }
            var after = Stored(whole, guild, before);
            _byGuild[guild] = old.Replace(before, after);
            return (JsonObject)after.DeepClone();
        }
    }

    public bool Remove(ulong guild, ulong id)
    {
        lock (_lock)
        {
            var old = In(guild);
            _byGuild[guild] = old.RemoveAll(command => (string)command["id"]! == Text(id));
            return _byGuild[guild].Count < old.Count;
        }
    }

    private ImmutableList<JsonObject> In(ulong guild) => _byGuild.GetValueOrDefault(guild) ?? [];

    private static JsonObject? Same(ImmutableList<JsonObject> commands, JsonObject sent) =>
        commands.FirstOrDefault(command => Is(command, (int?)sent["type"] ?? 1, (string)sent["name"]!));

    private static bool Is(JsonObject command, int type, string name) => (int)command["type"]! == type && (string)command["name"]! == name;

    // Discord leaves out options that are empty and flags that are false, and writes permissions as text whatever it was sent.
    private JsonObject Stored(JsonObject sent, ulong guild, JsonObject? same)
    {
        var stored = new JsonObject
        {
            ["id"] = (string?)same?["id"] ?? Text(application + 1000 + _commands++),
            ["application_id"] = Text(application),
            ["version"] = Text(application + 1_000_000 + _versions++),
            ["default_member_permissions"] = sent["default_member_permissions"]?.ToString(),
            ["type"] = sent["type"]?.DeepClone() ?? 1,
            ["name"] = sent["name"]!.DeepClone(),
            ["description"] = sent["description"]?.DeepClone() ?? "",
            ["nsfw"] = (bool?)sent["nsfw"] ?? false,
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
            stored["options"] = Trimmed(options);
        }
        return stored;
    }

    private static JsonArray Trimmed(JsonArray options) => new([.. options.Select(option => (JsonNode)Trimmed(option!.AsObject()))]);

    private static JsonObject Trimmed(JsonObject option)
    {
        var trimmed = new JsonObject();
        foreach (var (name, value) in option)
        {
            if (value is null || (name is "required" or "autocomplete" && !(bool)value))
            {
                continue;
            }
            trimmed[name] = name == "options" && value is JsonArray inner ? Trimmed(inner) : value.DeepClone();
        }
        return trimmed;
    }

    private static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
}
