using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace RoleSync.Simulation.Planting;

/// <summary>What tells the requests to Discord apart.</summary>
internal static class RequestKinds
{
    /// <summary>The member whose roles the request writes; null for any other request.</summary>
    public static string? WrittenMember(this HttpRequestMessage request) =>
        request.Method != HttpMethod.Get && request.RequestUri!.AbsolutePath.Split('/') is ["", "api", "v10", "guilds", _, "members", var member, ..] ? member : null;

    public static HttpResponseMessage Empty(HttpStatusCode status = HttpStatusCode.NoContent) => new(status) { Content = new ByteArrayContent([]) };

    public static HttpResponseMessage Json(HttpStatusCode status, string json)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        answer.Headers.TryAddWithoutValidation("Via", "1.1 google");
        return answer;
    }
}

/// <summary>After a stop, the second write of a member is not sent, and counts as done.</summary>
internal sealed class CutAfterStop(RecentStop stop) : DelegatingHandler
{
    private readonly HashSet<string> _begun = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.WrittenMember() is { } member && request.Method != HttpMethod.Patch && !_begun.Add(member))
        {
            _begun.Remove(member);
            if (stop.Left-- > 0)
            {
                return Task.FromResult(RequestKinds.Empty());
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>A member or a page of members that has been read once is not read again; the first answer is given for ever.</summary>
internal sealed class StaleReads : DelegatingHandler
{
    private readonly Dictionary<string, byte[]> _seen = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var key = request.RequestUri!.PathAndQuery;
        if (request.Method != HttpMethod.Get || !key.Contains("/members", StringComparison.Ordinal))
        {
            return await base.SendAsync(request, cancellationToken);
        }

        // What the answer says about limits is true: only the look at the members is old.
        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == "application/json")
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            answer.Content = new ByteArrayContent(_seen.TryGetValue(key, out var old) ? old : _seen[key] = body);
            answer.Content.Headers.ContentType = new("application/json");
        }

        return answer;
    }
}

/// <summary>A whole list of roles is sent without the first of them.</summary>
internal sealed class ShortenedLists : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Patch && request.WrittenMember() is not null)
        {
            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
            if (body["roles"] is JsonArray { Count: > 0 } roles)
            {
                roles.RemoveAt(0);
            }

            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Where the grant of a demotion is refused, whatever is granted to the member next is not sent, and counts as done.</summary>
internal sealed class RefusedPutBack : DelegatingHandler
{
    private readonly HashSet<string> _refused = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Put || request.WrittenMember() is not { } member)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        if (_refused.Contains(member))
        {
            return RequestKinds.Empty();
        }

        var answer = await base.SendAsync(request, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            _refused.Add(member);
        }

        return answer;
    }
}

/// <summary>An answer of that status is given for ever once it has come.</summary>
internal sealed class StuckAnswer(int status) : DelegatingHandler
{
    private bool _isStuck;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isWrite = request.WrittenMember() is not null;
        if (_isStuck && (status == 401 || isWrite))
        {
            return RequestKinds.Json((HttpStatusCode)status, status == 401 ? """{"message": "401: Unauthorized", "code": 0}""" : """{"message": "Missing Permissions", "code": 50013}""");
        }

        var answer = await base.SendAsync(request, cancellationToken);
        _isStuck |= (int)answer.StatusCode == status && (status == 401 || isWrite);
        return answer;
    }
}

/// <summary>A refusal of whoever stands before Discord is taken for Discord's own word.</summary>
internal sealed class EdgeAsDiscord : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        return answer.Headers.Contains("Via") ? answer
            : answer.StatusCode == HttpStatusCode.NotFound ? RequestKinds.Json(HttpStatusCode.NotFound, """{"message": "Unknown Member", "code": 10007}""")
            : answer.StatusCode == HttpStatusCode.Forbidden ? RequestKinds.Json(HttpStatusCode.Forbidden, """{"message": "Missing Access", "code": 50001}""")
            : answer;
    }
}

/// <summary>A request that is given up is waited for all the same.</summary>
internal sealed class WaitsForEver : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return await new TaskCompletionSource<HttpResponseMessage>().Task;
        }
    }
}

/// <summary>Where Ethos fails, nobody is known.</summary>
internal sealed class OutageAsAnswer : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode ? answer : RequestKinds.Json(HttpStatusCode.OK, "[]");
    }
}

/// <summary>Answers come without what they say about limits.</summary>
internal sealed class WithoutLimits : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        foreach (var name in answer.Headers.Select(header => header.Key).Where(name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            answer.Headers.Remove(name);
        }

        return answer;
    }
}

/// <summary>Every write is sent a second time before the first one is answered.</summary>
internal sealed class SentTwice : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.WrittenMember() is not null && request.Method != HttpMethod.Patch)
        {
            var again = new HttpRequestMessage(request.Method, request.RequestUri) { Content = new ByteArrayContent([]) };
            foreach (var (name, values) in request.Headers)
            {
                again.Headers.TryAddWithoutValidation(name, values);
            }

            _ = base.SendAsync(again, CancellationToken.None);
        }

        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>No write says why.</summary>
internal sealed class WithoutReason : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("X-Audit-Log-Reason");
        return base.SendAsync(request, cancellationToken);
    }
}
