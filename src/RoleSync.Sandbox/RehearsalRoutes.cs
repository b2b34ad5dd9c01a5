using System.Text.Json;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Recording;

namespace RoleSync.Sandbox;

/// <summary>What a person steers by hand: POST and DELETE /sandbox/faults, GET /sandbox/journal.</summary>
internal sealed class RehearsalRoutes(Faults faults, Journal journal)
{
    private sealed record FaultRequest(
        string Route, string Effect = "", int? Times = null, int Every = 1, double Share = 1, int Status = 500, string Body = "",
        string ContentType = "application/json", double DelayMs = 1000);

    public Task AnswerAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("POST", "/sandbox/faults") => AddAsync(http),
        ("DELETE", "/sandbox/faults") => ClearAsync(http),
        (_, EdgeFaults.LoginPath) => LogInAsync(http),
        ("GET", "/sandbox/journal") => http.Response.WriteAsJsonAsync(Summary(), http.RequestAborted),
        _ => RefuseAsync(http, 404, "Here are /api/v10 (Discord), /api/v2 (Ethos), /sandbox/faults and /sandbox/journal."),
    };

    private async Task AddAsync(HttpContext http)
    {
        try
        {
            var request = await http.Request.ReadFromJsonAsync<FaultRequest>(http.RequestAborted)
                ?? throw new JsonException("The body is null.");
            var route = request.Route ?? throw new JsonException("'route' is missing.");
            faults.Add(new FaultRule(route, Make(request))
            {
                Times = request.Times,
                Every = Math.Max(1, request.Every),
                Share = request.Share,
            });
            http.Response.StatusCode = 204;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            await RefuseAsync(http, 400, $"That is no fault: {error.Message}");
        }
    }

    private Task ClearAsync(HttpContext http)
    {
        faults.Clear();
        http.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static Fault Make(FaultRequest request) => request.Effect switch
    {
        "status" => Fault.Status(request.Status, request.Body, request.ContentType),
        "abort" => Fault.Abort(),
        "hang" => Fault.Hang(),
        "delay" => Fault.Delay(TimeSpan.FromMilliseconds(request.DelayMs)),
        "reset" => Fault.ResetMidBody(),
        "truncate" => Fault.Truncate(),
        "slow" => Fault.SlowBody(TimeSpan.FromMilliseconds(request.DelayMs)),
        "empty" => Fault.EmptyArray(),
        "wrong-types" => Fault.WrongTypes(),
        _ => EdgeFaults.All.GetValueOrDefault(request.Effect) ?? throw new ArgumentException(
            $"'effect' must be status, abort, hang, delay, reset, truncate, slow, empty, wrong-types, {string.Join(", ", EdgeFaults.All.Keys)}."),
    };

    private static Task LogInAsync(HttpContext http)
    {
        http.Response.ContentType = "text/html; charset=UTF-8";
        return http.Response.WriteAsync(EdgeFaults.LoginHtml, http.RequestAborted);
    }

    private object Summary() => new
    {
        counts = journal.Counts.OrderBy(pair => pair.Key).Select(pair => new { pair.Key.Method, pair.Key.Route, pair.Key.Status, Count = pair.Value }),
        rateLimited = journal.RateLimited,
        writes = journal.WriteCount,
        repeatedWrites = journal.RepeatedWrites,
        overlappingWrites = journal.OverlappingWrites,
        peakInFlight = journal.PeakInFlight.Select(pair => new { pair.Key.Limit, TopLevel = $"{pair.Key.TopLevel}", Peak = pair.Value }),
        violations = journal.Violations,
    };

    private static Task RefuseAsync(HttpContext http, int status, string sentence)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { error = sentence }, http.RequestAborted);
    }
}
