using RoleSync.Sandbox.Http;

namespace RoleSync.Sandbox.Discord;

/// <summary>Discord's error bodies (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json).</summary>
internal static class DiscordError
{
    public static Answer Unauthorized() => Make(401, 0, "401: Unauthorized");

    public static Answer NotFound() => Make(404, 0, "404: Not Found");

    public static Answer MethodNotAllowed() => Make(405, 0, "405: Method Not Allowed");

    public static Answer UnknownChannel() => Make(404, 10003, "Unknown Channel");

    public static Answer UnknownGuild() => Make(404, 10004, "Unknown Guild");

    public static Answer UnknownMember() => Make(404, 10007, "Unknown Member");

    public static Answer UnknownRole() => Make(404, 10011, "Unknown Role");

    public static Answer UnknownApplication() => Make(404, 10002, "Unknown Application");

    public static Answer UnknownMessage() => Make(404, 10008, "Unknown Message");

    public static Answer UnknownWebhook() => Make(404, 10015, "Unknown Webhook");

    public static Answer MaximumRoles() => Make(400, 30005, "Maximum number of guild roles reached (250)");

    public static Answer MissingAccess() => Make(403, 50001, "Missing Access");

    public static Answer EmptyMessage() => Make(400, 50006, "Cannot send an empty message");

    public static Answer MissingPermissions() => Make(403, 50013, "Missing Permissions");

    public static Answer InvalidRole() => Make(400, 50028, "Invalid Role");

    public static Answer NeedsBoosts() => Make(400, 50101, "This server needs more boosts to perform this action");

    public static Answer BotsMayNot() => Make(403, 20001, "Bots cannot use this endpoint");

    public static Answer UnknownCommand() => Make(404, 10063, "Unknown application command");

    public static Answer UnknownCommandPermissions() => Make(404, 10066, "Unknown application command permissions");

    public static Answer UnknownInteraction() => Make(404, 10062, "Unknown interaction");

    public static Answer AlreadyAcknowledged() => Make(400, 40060, "Interaction has already been acknowledged.");

    public static Answer NotOurMessage() => Make(403, 50005, "Cannot edit a message authored by another user");

    public static Answer BadJson() => Make(400, 50109, "The request body contains invalid JSON.");

    public static Answer InvalidWebhookToken() => Make(401, 50027, "Invalid Webhook Token");

    /// <summary>Invalid form body, with the field that is wrong.</summary>
    public static Answer InvalidForm(string field, string code, string message) => InvalidForm([field], code, message);

    public static Answer InvalidForm(FormBreach breach) => InvalidForm(breach.Path, breach.Code, breach.Message);

    /// <summary>Invalid form body, with the way to the field that is wrong.</summary>
    public static Answer InvalidForm(IReadOnlyList<string> path, string code, string message) => Answer.Json(400, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", "Invalid Form Body");
        json.WriteNumber("code", 50035);
        json.WriteStartObject("errors");
        foreach (var step in path)
        {
            json.WriteStartObject(step);
        }
        json.WriteStartArray("_errors");
        json.WriteStartObject();
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
        json.WriteEndArray();
        foreach (var _ in path)
        {
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static Answer NoSnowflake(string field, string value) =>
        InvalidForm(field, "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not snowflake.");

    public static Answer NotJson() =>
        InvalidForm("_body", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.");

    /// <summary>What Cloudflare says instead of Discord: a page, and no Via header.</summary>
    public static Answer Cloudflare(int status, string title) => Answer.Text(status, "text/html; charset=UTF-8",
        $"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>Sorry, you have been blocked</h1></body></html>");

    private static Answer Make(int status, int code, string message) => Answer.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteNumber("code", code);
        json.WriteEndObject();
    });
}
