using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Provisioning;

namespace RoleSync.Api;

/// <summary>The roles of a guild, and those that are missing.</summary>
internal static class RoleRoutes
{
    public static void MapRoles(this IEndpointRouteBuilder routes)
    {
        var roles = routes.MapGroup("/roles").WithTags("Roles");
        roles.MapGet("", ListAsync).WithSummary("Every tier, badge and status with its role, position, holders and problem.");
        roles.MapPost("/create", CreateAsync)
            .WithSummary("Makes the roles that are missing; adopt=true takes roles that are there by their names, baseOnly=true leaves out the variants of tiers.");
    }

    private static async Task<Results<Ok<RolesView>, ProblemHttpResult>> ListAsync(GuildRequest request, RoleInventory roles, CancellationToken ct) =>
        Answer(await roles.ListAsync(request.Guild, ct));

    private static async Task<Results<Ok<RolesView>, ProblemHttpResult>> CreateAsync(GuildRequest request, RoleProvisioner roles, CancellationToken ct) =>
        Answer(await roles.CreateAsync(new RoleRequest(request.Guild, request.Fields.Flag("adopt"), Variants: !request.Fields.Flag("baseOnly"), "HTTP"), ct));

    private static Results<Ok<RolesView>, ProblemHttpResult> Answer(RolesAnswer answer) => answer switch
    {
        RolesAnswer.Known known => TypedResults.Ok(RolesView.Of(known.Report)),
        RolesAnswer.NotConfigured unknown => TypedResults.Problem(unknown.Why, statusCode: StatusCodes.Status404NotFound),
        RolesAnswer.Busy busy => TypedResults.Problem(busy.Why, statusCode: StatusCodes.Status409Conflict),
        RolesAnswer.Unknown unread => TypedResults.Problem(unread.Why, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => throw new InvalidOperationException("A question about roles has four answers."),
    };
}
