using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Scheduling;
using RoleSync.Storage;
using RoleSync.Storage.Runs;

namespace RoleSync.Api;

/// <summary>Runs as resources: what the command line and the page are made of.</summary>
internal static class RunRoutes
{
    private static readonly QueryField _limit = new("limit", $"At most so many, up to {ChangeRoutes.MaximumPage}.", IsNumber: true);

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).WithSummary("Runs, newest first.").WithFields(
            new QueryField("before", "What the page before gave as before.", IsNumber: true), _limit);
        var one = runs.MapOneRun();
        one.MapGet("", FindAsync).WithSummary("One run, its changes counted by transition.");
        one.MapGet("/changes", ChangesAsync).WithSummary("The changes of a run, planned and done, in the order in which they are sent.").WithFields(
            new QueryField("after", "What the page before gave as after.", IsNumber: true),
            _limit,
            new QueryField("outcome", "Changes with this outcome; pending is one."),
            new QueryField(MemberRequest.Name, "Changes of this member."));
        one.MapGet("/strays", StraysAsync)
            .WithSummary("The members who held managed roles without the verified role at the last look at the run's guild, by id.")
            .WithFields(new QueryField("after", "What the page before gave as after."), _limit);
        one.MapPost("/stop", StopAsync).WithSummary("Asks the run to stop between two members.");
        one.MapPost("/approve", (long id, string? by, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct) =>
            DecideAsync(id, approve: true, by, control, runs, views, ct)).WithSummary("Lets a held run go on.");
        one.MapPost("/reject", (long id, string? by, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct) =>
            DecideAsync(id, approve: false, by, control, runs, views, ct)).WithSummary("Ends a held run without a write.");
    }

    private static async Task<Ok<RunPageView>> ListAsync(
        GuildRequest request, RunStore runs, RunViewFactory views, CancellationToken ct)
    {
        var size = request.Fields.Integer("limit", 1, ChangeRoutes.MaximumPage) ?? 20;
        var before = request.Fields.Number("before", 1, long.MaxValue);
        var page = await runs.ListAsync(request.Guild, before is { } id ? new RunId(id) : null, size, ct);
        return TypedResults.Ok(new RunPageView([.. page.Select(run => views.Of(run))], page.Count == size ? page[^1].Id.Value : null));
    }

    private static async Task<Results<Ok<RunDetailView>, ProblemHttpResult>> FindAsync(
        long id, RunStore runs, ChangeJournal journal, RunViewFactory views, CancellationToken ct)
    {
        if (await runs.FindAsync(new RunId(id), ct) is not { } run)
        {
            return NotFound(id);
        }

        var transitions = await journal.TransitionsAsync(run.Id, ct);
        return TypedResults.Ok(new RunDetailView(views.Of(run), [.. transitions.Select(TransitionView.Of)]));
    }

    private static async Task<Results<Ok<ChangePageView>, ProblemHttpResult>> ChangesAsync(
        long id, GuildRequest request, RunStore runs, ChangeJournal journal, GuildPolicies policies, CancellationToken ct)
    {
        var fields = request.Fields;
        var size = fields.Integer("limit", 1, ChangeRoutes.MaximumPage) ?? 100;
        var (after, outcome, member) = (fields.Number("after", 0, long.MaxValue) ?? 0, fields.OneOf<Outcome>("outcome"), fields.Member(MemberRequest.Name));
        if (await runs.FindAsync(new RunId(id), ct) is not { } run)
        {
            return NotFound(id);
        }

        var page = await journal.ChangesAsync(run.Id, after, size, outcome, member, ct);
        return TypedResults.Ok(new ChangePageView([.. page.Select(item => ChangeView.Of(item, policies.Find(run.Guild)))], page.Count == size ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<StrayPageView>, ProblemHttpResult>> StraysAsync(
        long id, GuildRequest request, RunStore runs, StrayStore strays, GuildPolicies policies, CancellationToken ct)
    {
        var (after, size) = (request.Fields.Member("after"), request.Fields.Integer("limit", 1, ChangeRoutes.MaximumPage) ?? 100);
        if (await runs.FindAsync(new RunId(id), ct) is not { } run)
        {
            return NotFound(id);
        }

        var page = await strays.ListAsync(run.Guild, after, size, ct);
        var policy = policies.Find(run.Guild);
        return TypedResults.Ok(new StrayPageView(
            run.Guild.ToString(), await strays.CountAsync(run.Guild, ct), [.. page.Select(stray => StrayView.Of(stray, policy))],
            page.Count == size ? page[^1].Member.ToString() : null));
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> StopAsync(
        long id, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct)
    {
        var stopped = await control.StopAsync(new RunId(id), ct);
        return await AnswerAsync(id, stopped, "has ended already and cannot be stopped", runs, views, ct);
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> DecideAsync(
        long id, bool approve, string? by, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct)
    {
        var decided = await control.DecideAsync(new RunId(id), approve, $"HTTP{(string.IsNullOrWhiteSpace(by) ? "" : $": {by}")}", ct);
        return await AnswerAsync(id, decided, "is not held, so there is nothing to decide", runs, views, ct);
    }

    private static async Task<Results<Ok<RunView>, ProblemHttpResult>> AnswerAsync(
        long id, bool done, string why, RunStore runs, RunViewFactory views, CancellationToken ct) =>
        await runs.FindAsync(new RunId(id), ct) switch
        {
            null => NotFound(id),
            { } run when done => TypedResults.Ok(views.Of(run)),
            { } run => Problem(StatusCodes.Status409Conflict, $"Run {id} {why}: its phase is {JsonNames.Name(run.Phase)}."),
        };

    private static ProblemHttpResult NotFound(long id) => Problem(StatusCodes.Status404NotFound, $"There is no run {id}.");

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
