using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Guilds;
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
    private const int MaximumPage = 1000;

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("", ListAsync).WithSummary("Runs, newest first.");
        var one = runs.MapOneRun();
        one.MapGet("", FindAsync).WithSummary("One run, its changes counted by transition.");
        one.MapGet("/changes", ChangesAsync).WithSummary("The changes of a run, planned and done.");
        one.MapGet("/strays", StraysAsync)
            .WithSummary("The members who held managed roles without the verified role at the last look at the run's guild, by id; after is the last id of the page before.");
        one.MapPost("/stop", StopAsync).WithSummary("Asks the run to stop between two members.");
        one.MapPost("/approve", (long id, string? by, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct) =>
            DecideAsync(id, approve: true, by, control, runs, views, ct)).WithSummary("Lets a held run go on.");
        one.MapPost("/reject", (long id, string? by, RunControl control, RunStore runs, RunViewFactory views, CancellationToken ct) =>
            DecideAsync(id, approve: false, by, control, runs, views, ct)).WithSummary("Ends a held run without a write.");
    }

    private static async Task<Ok<RunPageView>> ListAsync(
        GuildRequest request, long? before, int? limit, RunStore runs, RunViewFactory views, CancellationToken ct)
    {
        var size = Math.Clamp(limit ?? 20, 1, MaximumPage);
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
        long id, long? after, int? limit, string? outcome, string? memberId, RunStore runs, ChangeJournal journal, GuildPolicies policies, CancellationToken ct)
    {
        if (await runs.FindAsync(new RunId(id), ct) is not { } run)
        {
            return NotFound(id);
        }

        if (outcome is not null && !(Enum.TryParse<Outcome>(outcome, ignoreCase: true, out var known) && Enum.IsDefined(known)))
        {
            return Problem(StatusCodes.Status400BadRequest, $"outcome must be one of {string.Join(", ", Enum.GetValues<Outcome>().Select(JsonNames.Name))}.");
        }

        if (memberId is not null && !MemberId.TryParse(memberId, out _))
        {
            return Problem(StatusCodes.Status400BadRequest, "memberId must be a Discord user's id: digits only.");
        }

        var size = Math.Clamp(limit ?? 100, 1, MaximumPage);
        var page = await journal.ChangesAsync(
            new RunId(id), after ?? 0, size,
            outcome is null ? null : Enum.Parse<Outcome>(outcome, ignoreCase: true),
            memberId is null ? null : MemberId.Parse(memberId), ct);
        return TypedResults.Ok(new ChangePageView([.. page.Select(item => ChangeView.Of(item, policies.Find(run.Guild)))], page.Count == size ? page[^1].Id : null));
    }

    private static async Task<Results<Ok<StrayPageView>, ProblemHttpResult>> StraysAsync(
        long id, string? after, int? limit, RunStore runs, StrayStore strays, GuildPolicies policies, CancellationToken ct)
    {
        if (await runs.FindAsync(new RunId(id), ct) is not { } run)
        {
            return NotFound(id);
        }

        MemberId? from = null;
        if (after is not null)
        {
            if (!MemberId.TryParse(after, out var member))
            {
                return Problem(StatusCodes.Status400BadRequest, "after must be a Discord user's id: digits only.");
            }

            from = member;
        }

        var size = Math.Clamp(limit ?? 100, 1, MaximumPage);
        var page = await strays.ListAsync(run.Guild, from, size, ct);
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
