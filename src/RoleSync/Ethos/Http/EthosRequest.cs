using System.Net;
using System.Net.Http.Headers;

namespace RoleSync.Ethos.Http;

/// <summary>One request to Ethos.</summary>
/// <param name="Path">Below the root of the API, beginning with a slash, encoded.</param>
/// <param name="Route">The path with names in braces for what differs from request to request, as measures are told apart.</param>
/// <param name="Body">JSON to POST; null for a GET.</param>
/// <param name="Refusal">The status by which Ethos refuses such a request for good, which is an answer; any other one is a failure.</param>
/// <param name="Patience">How often and how long is tried.</param>
/// <param name="Urgency">Who goes first where requests have to wait.</param>
internal sealed record EthosRequest(string Path, string Route, ReadOnlyMemory<byte>? Body, HttpStatusCode Refusal, EthosPatience Patience, CallUrgency Urgency)
{
    /// <summary>GET or POST.</summary>
    public HttpMethod Method => Body is null ? HttpMethod.Get : HttpMethod.Post;

    /// <summary>A message to send once: a try that follows needs another one.</summary>
    /// <param name="root">The root of the API, without a slash at the end.</param>
    public HttpRequestMessage ToMessage(string root) => new(Method, root + Path)
    {
        Content = Body is { } json ? new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } : null,
    };
}
