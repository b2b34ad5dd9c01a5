using System.Text.Json.Nodes;

namespace RoleSync.Sandbox.Faulting;

internal enum FaultKind
{
    Answer,
    Abort,
    Hang,
    Delay,
    Custom,
    Rewrite,
    Truncate,
    ResetMidBody,
    SlowBody,
}

/// <summary>One way in which a service can fail. Combine it with a <see cref="FaultRule"/> that says when.</summary>
public sealed class Fault
{
    private Fault(FaultKind kind) => Kind = kind;

    internal FaultKind Kind { get; }

    internal int StatusCode { get; private init; }

    internal string Text { get; private init; } = "";

    internal string ContentType { get; private init; } = "application/json";

    internal TimeSpan Time { get; private init; }

    internal Func<HttpContext, Task<bool>>? Handler { get; private init; }

    internal Func<JsonNode?, JsonNode?>? Change { get; private init; }

    internal IReadOnlyDictionary<string, string> Headers { get; private init; } = new Dictionary<string, string>();

    /// <summary>Whether the answer never came near the service: it lacks the marks of the service's own.</summary>
    internal bool IsFromTheEdge { get; private init; }

    /// <summary>Whether it strikes after the request has taken effect: a write is done, and only its answer suffers.</summary>
    internal bool IsLate => Kind is FaultKind.Rewrite or FaultKind.Truncate or FaultKind.ResetMidBody or FaultKind.SlowBody;

    /// <summary>Answers with this status and body instead of asking the service.</summary>
    public static Fault Status(int status, string body = "", string contentType = "application/json", IReadOnlyDictionary<string, string>? headers = null) =>
        new(FaultKind.Answer) { StatusCode = status, Text = body, ContentType = contentType, Headers = headers ?? new Dictionary<string, string>() };

    internal static Fault Edge(int status, string body, string contentType, IReadOnlyDictionary<string, string> headers) =>
        new(FaultKind.Answer) { StatusCode = status, Text = body, ContentType = contentType, Headers = headers, IsFromTheEdge = true };

    /// <summary>Answers 502 with a page, as a proxy in front of a dead service does.</summary>
    public static Fault BadGatewayPage() => Status(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html");

    /// <summary>Answers 200 with this body.</summary>
    public static Fault Body(string json, string contentType = "application/json") => Status(200, json, contentType);

    /// <summary>Answers 200 with an empty array.</summary>
    public static Fault EmptyArray() => Body("[]");

    /// <summary>Cuts the connection without an answer.</summary>
    public static Fault Abort() => new(FaultKind.Abort);

    /// <summary>Never answers; ends when the caller gives up or the sandbox stops.</summary>
    public static Fault Hang() => new(FaultKind.Hang);

    /// <summary>Waits before the service is asked.</summary>
    public static Fault Delay(TimeSpan time) => new(FaultKind.Delay) { Time = time };

    /// <summary>Sends half of the body, then cuts the connection.</summary>
    public static Fault ResetMidBody() => new(FaultKind.ResetMidBody);

    /// <summary>Sends half of the body as if it were all.</summary>
    public static Fault Truncate() => new(FaultKind.Truncate);

    /// <summary>Sends the body in ten pieces over this time.</summary>
    public static Fault SlowBody(TimeSpan time) => new(FaultKind.SlowBody) { Time = time };

    /// <summary>Changes the JSON of a successful answer.</summary>
    public static Fault Rewrite(Func<JsonNode?, JsonNode?> change) => new(FaultKind.Rewrite) { Change = change };

    /// <summary>Turns every number of a successful answer into a string.</summary>
    public static Fault WrongTypes() => Rewrite(NumbersToStrings);

    /// <summary>Anything else. The handler answers itself and returns true, or returns false to let the service answer.</summary>
    public static Fault Custom(Func<HttpContext, Task<bool>> handler) => new(FaultKind.Custom) { Handler = handler };

    private static JsonNode? NumbersToStrings(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(NumbersToStrings)]),
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, NumbersToStrings(field.Value)))),
        JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => JsonValue.Create(value.ToJsonString()),
        _ => node?.DeepClone(),
    };
}
