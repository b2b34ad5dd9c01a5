using RoleSync.Sandbox.Http;

namespace RoleSync.Sandbox.Ethos;

/// <summary>Ethos's error bodies.</summary>
internal static class EthosError
{
    public static Answer BadRequest(string issue) => Make(400, "BAD_REQUEST", "Invalid input data", issue);

    public static Answer UserNotFound() => Make(404, "NOT_FOUND", "User not found");

    public static Answer NoRoute() => Make(404, "NOT_FOUND", "Not found");

    public static Answer RateLimited() => Make(429, "RATE_LIMITED", "Too many requests");

    private static Answer Make(int status, string code, string message, string? issue = null) => Answer.Json(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("message", message);
        json.WriteString("code", code);
        if (issue is not null)
        {
            json.WriteStartArray("issues");
            json.WriteStartObject();
            json.WriteString("message", issue);
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteStartObject("data");
        json.WriteNumber("httpStatus", status);
        json.WriteString("code", code);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
