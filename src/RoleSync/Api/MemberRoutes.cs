using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Running;
using RoleSync.Running.Roles;

namespace RoleSync.Api;

/// <summary>Questions about one member.</summary>
internal static class MemberRoutes
{
    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        const string summary = "Why the member holds these roles: what Ethos says now, the rule, the last changes, what stands in the way.";
        var members = routes.MapGroup("").WithTags("Members");
        members.MapGet("/guilds/{guildId}/members/{memberId}/why", WhyAsync).WithSummary(summary);
        members.MapGet("/members/{memberId}/why", (string memberId, string? guildId, GuildPolicies policies, StoredRoles roles, Explainer explainer, CancellationToken ct) =>
            WhyAsync(guildId, memberId, policies, roles, explainer, ct)).WithSummary(summary + " The guild is the default one unless guildId names another.");
    }

    private static async Task<Results<Ok<WhyView>, ProblemHttpResult>> WhyAsync(
        string? guildId, string memberId, GuildPolicies policies, StoredRoles roles, Explainer explainer, CancellationToken ct)
    {
        GuildId? named = null;
        if (!string.IsNullOrEmpty(guildId))
        {
            if (!GuildId.TryParse(guildId, out var parsed))
            {
                return Problem(StatusCodes.Status400BadRequest, "guildId must be a Discord server's id: digits only.");
            }

            named = parsed;
        }

        if (!MemberId.TryParse(memberId, out var member))
        {
            return Problem(StatusCodes.Status400BadRequest, "The member must be a Discord user's id: digits only.");
        }

        if ((named ?? policies.Default) is { } asked)
        {
            await roles.RefreshAsync(asked, ct);
        }

        if ((named ?? policies.Default) is not { } guild || policies.Find(guild) is not { } policy)
        {
            return Problem(StatusCodes.Status404NotFound, named is { } unknown
                ? $"Guild {unknown} is not configured here: set DISCORD_GUILD_ID, or add it under RoleSync:Guilds."
                : "No guild was named, and there is no default guild: name one, or set DISCORD_GUILD_ID.");
        }

        var (account, why) = await explainer.ExplainAsync(guild, member, policy, ct);
        return account is null ? Problem(StatusCodes.Status503ServiceUnavailable, why!) : TypedResults.Ok(WhyView.Of(account));
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
