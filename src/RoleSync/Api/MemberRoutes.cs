using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Guilds;
using RoleSync.Members;
using RoleSync.Policies;

namespace RoleSync.Api;

/// <summary>Questions about one member.</summary>
internal static class MemberRoutes
{
    public static void MapMembers(this IEndpointRouteBuilder routes)
    {
        const string summary = "Why the member holds these roles: what Ethos says now, the rule, the last changes, what stands in the way.";
        var members = routes.MapGroup("").WithTags("Members");
        members.MapGet("/guilds/{guildId}/members/{memberId}/why", WhyAsync).WithSummary(summary);
        members.MapGet("/members/{memberId}/why", WhyAsync).WithSummary(summary + " The guild is the default one unless guildId names another.");
    }

    private static async Task<Results<Ok<WhyView>, ProblemHttpResult>> WhyAsync(
        GuildRequest request, string memberId, GuildPolicies policies, StoredRoles roles, MemberExplainer explainer, CancellationToken ct)
    {
        if (!MemberId.TryParse(memberId, out var member))
        {
            return Problem(StatusCodes.Status400BadRequest, "The member must be a Discord user's id: digits only.");
        }

        if (policies.Resolve(request.Guild) is not GuildChoice.Chosen { Guild: var guild })
        {
            return Problem(StatusCodes.Status404NotFound, "No guild was named, and there is no default guild: name one, or set DISCORD_GUILD_ID.");
        }

        await roles.RefreshAsync(guild, ct);
        if (policies.Find(guild) is not { } policy)
        {
            return Problem(StatusCodes.Status404NotFound, policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.");
        }

        return await explainer.ExplainAsync(guild, member, policy, ct) switch
        {
            ExplainAnswer.Explained explained => TypedResults.Ok(WhyView.Of(explained.Explanation)),
            ExplainAnswer.Unavailable unavailable => Problem(StatusCodes.Status503ServiceUnavailable, unavailable.Why),
            _ => throw new InvalidOperationException("A member is explained or cannot be read."),
        };
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
