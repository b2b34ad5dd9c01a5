using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Diagnosis;

namespace RoleSync.Api;

/// <summary>Discord's limits, as this process knows them.</summary>
internal static class LimitsRoutes
{
    public static void MapLimits(this IEndpointRouteBuilder routes) => routes
        .MapGet("/limits", ReadAsync)
        .WithTags("Limits")
        .WithSummary("Discord's limits as they stand: buckets, global pace, invalid answers, 429s, and the runs that draw on them. Summed up by route, with the worst buckets; details=true lists all.");

    private static async Task<Ok<LimitsReport>> ReadAsync(bool? details, LimitsReader limits, CancellationToken ct) =>
        TypedResults.Ok(await limits.ReadAsync(details ?? false, ct));
}
