using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Api.Health;
using RoleSync.Api.Requests;

namespace RoleSync.Api;

/// <summary>Every route, and the gate before them.</summary>
internal static class ApiRoutes
{
    public static void MapApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(GuardAsync);
        app.Use(Refusals.OfOutagesAsync);
        app.Use(Refusals.OfRequestsAsync);
        app.MapSync();
        app.MapRuns();
        app.MapChanges();
        app.MapLimits();
        app.MapFollowUps();
        app.MapMembers();
        app.MapRoles();
        app.MapHealth();
        app.MapDoctor();
        app.MapWhatIf();
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || context.RequestServices.GetRequiredService<Caller>().Refusal(context) is not { } refusal)
        {
            await next(context);
            return;
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Refusals.WriteAsync(context, StatusCodes.Status401Unauthorized, refusal);
    }
}
