using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Api;

/// <summary>Every route, and the gate before them.</summary>
internal static class ApiRoutes
{
    /// <summary>The paths of the old bot, which answer errors in its shape.</summary>
    private static readonly string[] OldPaths = ["/trigger-sync", "/sync-status", "/stop-sync"];

    public static void MapApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(GuardAsync);
        app.MapSync();
        app.MapRuns();
        app.MapLimits();
        app.MapFollowUps();
        app.MapMembers();
        app.MapRoles();
        app.MapHealth();
        app.MapDoctor();
        app.MapDescription();
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (path == HealthRoutes.LivenessPath || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || context.RequestServices.GetRequiredService<Caller>().Refusal(context) is not { } refusal)
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        IResult answer = OldPaths.Any(old => path == old)
            ? TypedResults.Json(OldError.Of(refusal), statusCode: StatusCodes.Status401Unauthorized)
            : TypedResults.Problem(refusal, statusCode: StatusCodes.Status401Unauthorized);
        await answer.ExecuteAsync(context);
    }
}
