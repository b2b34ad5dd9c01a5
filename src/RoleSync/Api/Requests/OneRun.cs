using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Core.Runs;
using RoleSync.Storage.Runs;

namespace RoleSync.Api.Requests;

/// <summary>The routes below one run.</summary>
internal static class OneRun
{
    /// <summary>The group of routes below <c>/{id}</c>. Whoever names a guild as well means the run only if it is of that guild.</summary>
    public static RouteGroupBuilder MapOneRun(this IEndpointRouteBuilder runs) =>
        runs.MapGroup("/{id:long}").AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if ((await GuildRequest.BindAsync(http))?.Guild is { } guild
                && long.TryParse(http.Request.RouteValues["id"] as string, CultureInfo.InvariantCulture, out var id)
                && await http.RequestServices.GetRequiredService<RunStore>().FindAsync(new RunId(id), http.RequestAborted) is { } run
                && run.Guild != guild)
            {
                throw new RefusedRequestException(StatusCodes.Status404NotFound, $"Run {id} is of guild {run.Guild}, not of guild {guild}.");
            }

            return await next(context);
        });
}
