using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RoleSync.Api;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthRoutes
{
    public const string LivenessPath = "/health";

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup(LivenessPath).WithTags("Health");
        health.MapGet("", (TimeProvider time) => TypedResults.Ok(
                new HealthAnswer("healthy", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))))
            .WithSummary("The process answers.");
        health.MapGet("/ready", ReadyAsync).WithSummary("Database, scheduler and Discord are in order; else 503 with the reasons.");
    }

    private static async Task<Results<Ok<NotReadyAnswer>, JsonHttpResult<NotReadyAnswer>>> ReadyAsync(HealthCheckService checks, CancellationToken ct)
    {
        var report = await checks.CheckHealthAsync(ct);
        string[] reasons = [.. report.Entries
            .Where(entry => entry.Value.Status is not HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Description ?? entry.Value.Exception?.Message ?? "not healthy"}")];
        return report.Status is HealthStatus.Unhealthy
            ? TypedResults.Json(new NotReadyAnswer("unready", reasons), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Ok(new NotReadyAnswer("ready", reasons));
    }
}
