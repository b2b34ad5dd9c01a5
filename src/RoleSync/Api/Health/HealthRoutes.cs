using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;

namespace RoleSync.Api.Health;

/// <summary>
/// Whether the process lives, and whether it can do its work: under the names that load balancers, containers and uptime services ask for, with
/// any method, and without a token.
/// </summary>
internal static partial class HealthRoutes
{
    private static readonly string[] _live = ["/healthz", "/health/live", "/healthz/live", "/health/startup", "/livez", "/live", "/startupz", "/ping"];
    private static readonly string[] _ready = ["/healthz/ready", "/readyz", "/ready"];

    // GET / is what load balancers ask for where nobody told them more; POST / is Discord's.
    private static readonly string[] _rootMethods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Options];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("Health").WithMetadata(new AllowAnonymousAttribute());
        health.MapGet("/health", Live).WithSummary("The process answers.");
        health.MapGet("/health/ready", ReadyAsync)
            .WithSummary("Database, scheduler and Discord are in order; else 503 with the reasons, which name no ids to whoever may not call the other routes.");

        // The same again, in every other form: not for the document.
        var others = health.MapGroup("").ExcludeFromDescription();
        others.MapMethods("/", _rootMethods, Live);
        foreach (var path in _live.Prepend("/health"))
        {
            others.Map(path, Live);
        }

        foreach (var path in _ready.Prepend("/health/ready"))
        {
            others.Map(path, ReadyAsync);
        }
    }

    private static Ok<HealthAnswer> Live(HttpResponse response, TimeProvider time)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new HealthAnswer("healthy", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)));
    }

    private static async Task<Results<Ok<NotReadyAnswer>, JsonHttpResult<NotReadyAnswer>>> ReadyAsync(
        HttpContext context, Caller caller, HealthCheckService checks, CancellationToken ct)
    {
        context.Response.Headers.CacheControl = "no-store";
        var report = await checks.CheckHealthAsync(ct);
        var isTrusted = caller.Refusal(context) is null;
        string[] reasons = [.. report.Entries.Where(entry => entry.Value.Status is not HealthStatus.Healthy).Select(entry => Reason(entry.Key, entry.Value, isTrusted))];
        return report.Status is HealthStatus.Unhealthy
            ? TypedResults.Json(new NotReadyAnswer("unready", reasons), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new NotReadyAnswer("ready", reasons));
    }

    /// <summary>Why a check fails: all of it for whoever may call the other routes; for others neither ids nor what a database says of itself.</summary>
    private static string Reason(string check, HealthReportEntry entry, bool isTrusted)
    {
        var says = entry.Description ?? "not healthy";
        return isTrusted
            ? $"{check}: {says}{(entry.Exception is { } fault ? $" {fault.Message}" : "")}"
            : $"{check}: {Ids().Replace(says, "…")}";
    }

    [GeneratedRegex(@"\d{15,}")]
    private static partial Regex Ids();
}
