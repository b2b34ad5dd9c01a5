using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Commands;

/// <summary>The application's commands, everywhere and by guild (https://docs.discord.com/developers/interactions/application-commands).</summary>
internal sealed class CommandRoutes(World world, CommandBook book)
{
    private const string Everywhere = "/applications/{application}/commands";
    private const string InOne = "/applications/{application}/guilds/{guild}/commands";

    public IEnumerable<DiscordRoute> All =>
    [
        new("GET", Everywhere, call => In(call, guild: false, List)) { TopLevel = 1 },
        new("PUT", Everywhere, call => In(call, guild: false, Put)) { Limit = LimitedRoute.Commands, TopLevel = 1 },
        new("POST", Everywhere, call => In(call, guild: false, Add)) { TopLevel = 1 },
        new("GET", $"{Everywhere}/{{command}}", call => In(call, guild: false, Show)) { TopLevel = 1 },
        new("PATCH", $"{Everywhere}/{{command}}", call => In(call, guild: false, Edit)) { TopLevel = 1 },
        new("DELETE", $"{Everywhere}/{{command}}", call => In(call, guild: false, Delete)) { TopLevel = 1 },
        new("GET", InOne, call => In(call, guild: true, List)) { TopLevel = 3 },
        new("PUT", InOne, call => In(call, guild: true, Put)) { Limit = LimitedRoute.GuildCommands, TopLevel = 3 },
        new("POST", InOne, call => In(call, guild: true, Add)) { TopLevel = 3 },
        new("GET", $"{InOne}/permissions", call => In(call, guild: true, (_, _) => Answer.Json(200, WriteNothing))) { TopLevel = 3 },
        new("GET", $"{InOne}/{{command}}", call => In(call, guild: true, Show)) { TopLevel = 3 },
        new("PATCH", $"{InOne}/{{command}}", call => In(call, guild: true, Edit)) { TopLevel = 3 },
        new("DELETE", $"{InOne}/{{command}}", call => In(call, guild: true, Delete)) { TopLevel = 3 },
        new("GET", $"{InOne}/{{command}}/permissions", call => In(call, guild: true, ShowPermissions)) { TopLevel = 3 },
        new("PUT", $"{InOne}/{{command}}/permissions", call => In(call, guild: true, (_, _) => DiscordError.BotsMayNot())) { TopLevel = 3 },
    ];

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

    private Answer List(Call call, ulong guild) => Answer.Json(200, json => book.Of(guild).WriteTo(json));

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
            return DiscordError.InvalidForm(breach);
        }
        book.Replace(guild, body.RootElement.EnumerateArray().Select(command => JsonObject.Create(command)!));
        return List(call, guild);
    }

    private Answer Add(Call call, ulong guild)
    {
        using var body = call.HasJsonContentType ? call.TryJson() : null;
        if (body is null)
        {
            return call.HasJsonContentType ? DiscordError.BadJson() : DiscordError.NotJson();
        }
        if (CommandRules.BreachOfCommand(body.RootElement) is { } breach)
        {
            return DiscordError.InvalidForm(breach);
        }
        var (command, isNew) = book.Put(guild, JsonObject.Create(body.RootElement)!);
        return Answer.Json(isNew ? 201 : 200, json => command.WriteTo(json));
    }

    private Answer Edit(Call call, ulong guild)
    {
        using var body = call.HasJsonContentType ? call.TryJson() : null;
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return call.HasJsonContentType ? DiscordError.BadJson() : DiscordError.NotJson();
        }
        if (!call.TrySnowflake(IndexOfCommand(guild), out var id) || book.Find(guild, id) is not { } whole)
        {
            return DiscordError.UnknownCommand();
        }
        foreach (var field in body.RootElement.EnumerateObject())
        {
            whole[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        }
        using var merged = JsonDocument.Parse(whole.ToJsonString());
        if (CommandRules.BreachOfCommand(merged.RootElement) is { } breach)
        {
            return DiscordError.InvalidForm(breach);
        }
        return book.Edit(guild, id, JsonObject.Create(body.RootElement)!) is { } edited
            ? Answer.Json(200, json => edited.WriteTo(json)) : DiscordError.UnknownCommand();
    }

    private Answer Show(Call call, ulong guild) => call.TrySnowflake(IndexOfCommand(guild), out var id) && book.Find(guild, id) is { } command
        ? Answer.Json(200, json => command.WriteTo(json)) : DiscordError.UnknownCommand();

    private Answer Delete(Call call, ulong guild) =>
        call.TrySnowflake(IndexOfCommand(guild), out var id) && book.Remove(guild, id) ? Answer.NoContent() : DiscordError.UnknownCommand();

    // Nobody has changed who may use a command: Discord then knows of no permissions.
    private Answer ShowPermissions(Call call, ulong guild) => call.TrySnowflake(5, out var id) && (book.Find(guild, id) ?? book.Find(0, id)) is not null
        ? DiscordError.UnknownCommandPermissions() : DiscordError.UnknownCommand();

    private static int IndexOfCommand(ulong guild) => guild == 0 ? 3 : 5;

    private static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }
}
