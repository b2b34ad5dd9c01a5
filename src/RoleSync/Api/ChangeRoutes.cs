using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Waiting;
using RoleSync.Policies;
using RoleSync.Storage.History;

namespace RoleSync.Api;

/// <summary>What became of changes, across the runs of a guild.</summary>
internal static class ChangeRoutes
{
    /// <summary>No page has more changes.</summary>
    public const int MaximumPage = 1000;

    private const int UsualPage = 100;

    public static void MapChanges(this IEndpointRouteBuilder routes) => routes
        .MapGet("/changes", ListAsync)
        .WithTags("Runs")
        .WithSummary("What became of the changes of all runs of a guild, newest first; a change that is only planned is listed with its run.")
        .WithFields(
            new QueryField("since", $"Changes whose outcome was known then or later: {PointInTime.Wanted}."),
            new QueryField("until", "Changes whose outcome was known before that; written as since."),
            new QueryField("role", "Changes of this role: its id, or what it stands for, such as Validator or ROLE_VALIDATOR."),
            new QueryField("transition", "Changes with exactly this transition, such as \"- Validator\" or \"Known -> Established\"."),
            new QueryField(MemberRequest.Name, "Changes of this member."),
            new QueryField("outcome", "Changes that ended so: applied, refused, gone, stale, withheld, failed, putBack or conflict."),
            new QueryField("before", "What the page before gave as before."),
            new QueryField("limit", $"At most so many, up to {MaximumPage}; {UsualPage} unless told.", IsNumber: true));

    private static async Task<Results<Ok<ChangeHistoryView>, ProblemHttpResult>> ListAsync(
        GuildRequest request, GuildPolicies policies, StoredRoles roles, ChangeHistory history, TimeProvider time, CancellationToken ct)
    {
        var choice = policies.Resolve(request.Guild);
        if (choice is not GuildChoice.Chosen { Guild: var guild })
        {
            return TypedResults.Problem((choice as GuildChoice.Unknown)?.Why, statusCode: StatusCodes.Status404NotFound);
        }

        await roles.RefreshAsync(guild, ct);
        var (fields, policy) = (request.Fields, policies.Find(guild));
        var filter = FilterOf(fields, guild, policy, time.GetUtcNow());
        var limit = fields.Integer("limit", 1, MaximumPage) ?? UsualPage;
        var page = await history.FindAsync(filter, BeforeOf(fields), limit, ct);
        return TypedResults.Ok(new ChangeHistoryView(
            guild.ToString(),
            [.. page.Select(change => ChangeView.Of(change, policy))],
            page.Count == limit && page[^1] is { EndedAt: { } ended } last ? new HistoryPosition(ended.ToUnixTimeMilliseconds(), last.Id).ToString() : null));
    }

    private static ChangeFilter FilterOf(RequestFields fields, GuildId guild, Policy? policy, DateTimeOffset now)
    {
        var filter = new ChangeFilter(guild)
        {
            Since = fields.Time("since", now),
            Until = fields.Time("until", now),
            Role = RoleOf(fields, guild, policy),
            Transition = fields.Text("transition", "transition must be a text, such as \"- Validator\"."),
            Member = fields.Member(MemberRequest.Name),
            Outcome = fields.OneOf("outcome", besides: Outcome.Pending),
        };
        return filter.Since > filter.Until ? throw RequestFields.Bad("since is later than until: nothing can lie in between.") : filter;
    }

    private static RoleId? RoleOf(RequestFields fields, GuildId guild, Policy? policy)
    {
        var wanted = $"role must be the id of a role, or what one stands for in guild {guild}, such as Validator or ROLE_VALIDATOR: GET /roles lists them.";
        if (fields.Text("role", wanted) is not { } text)
        {
            return null;
        }

        return RoleId.TryParse(text, out var id) ? id
            : policy?.Roles.FirstOrDefault(role => IsCalled(role, text)) is { } role ? role.Id
            : throw RequestFields.Bad(wanted);
    }

    private static bool IsCalled(ManagedRole role, string text) =>
        text.Equals(role.Name, StringComparison.OrdinalIgnoreCase)
        || text.Equals(role.Key, StringComparison.OrdinalIgnoreCase)
        || text.Equals($"ETHOS_{role.Key}", StringComparison.OrdinalIgnoreCase);

    private static HistoryPosition? BeforeOf(RequestFields fields)
    {
        const string wanted = "before must be what the page before gave as before; without it the newest changes are listed.";
        return fields.Text("before", wanted) is { } text
            ? HistoryPosition.TryParse(text, out var position) ? position : throw RequestFields.Bad(wanted)
            : null;
    }
}
