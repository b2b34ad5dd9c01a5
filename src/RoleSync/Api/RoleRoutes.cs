using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Core.Guilds;
using RoleSync.Running.Roles;

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

    private static async Task<Results<Ok<RolesView>, ProblemHttpResult>> ListAsync(string? guildId, RoleLister roles, CancellationToken ct) =>
        TryGuild(guildId, out var guild) ? Answer(await roles.ListAsync(guild, ct)) : NoGuild();

    private static async Task<Results<Ok<RolesView>, ProblemHttpResult>> CreateAsync(
        string? guildId, bool? adopt, bool? baseOnly, RoleMaker roles, CancellationToken ct) =>
        TryGuild(guildId, out var guild)
            ? Answer(await roles.CreateAsync(new RoleWish(guild, adopt ?? false, Variants: baseOnly is not true, "HTTP"), ct))
            : NoGuild();

    private static Results<Ok<RolesView>, ProblemHttpResult> Answer(RolesAnswer answer) => answer switch
    {
        RolesAnswer.Known known => TypedResults.Ok(RolesView.Of(known.Report)),
        RolesAnswer.NotConfigured unknown => TypedResults.Problem(unknown.Why, statusCode: StatusCodes.Status404NotFound),
        RolesAnswer.Busy busy => TypedResults.Problem(busy.Why, statusCode: StatusCodes.Status409Conflict),
        RolesAnswer.Unknown unread => TypedResults.Problem(unread.Why, statusCode: StatusCodes.Status503ServiceUnavailable),
        _ => throw new InvalidOperationException("A question about roles has four answers."),
    };

    private static ProblemHttpResult NoGuild() =>
        TypedResults.Problem("guildId must be a Discord server's id: digits only.", statusCode: StatusCodes.Status400BadRequest);

    private static bool TryGuild(string? text, out GuildId? guild)
    {
        var read = GuildId.TryParse(text, out var id);
        guild = read ? id : null;
        return read || string.IsNullOrEmpty(text);
    }
}
