using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Core.Runs;
using RoleSync.Scheduling;

namespace RoleSync.Api;

/// <summary>Runs that follow from another one.</summary>
internal static class FollowUpRoutes
{
    public static void MapFollowUps(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/runs").WithTags("Runs").MapOneRun();
        runs.MapPost("/undo", async (long id, HttpRequest request, FollowUpRuns followUps, RunViewFactory views, CancellationToken ct) =>
            Answer(await followUps.UndoAsync(new RunId(id), Caller.TriggerOf(request), ct), views, request))
            .WithSummary("Starts a run that takes back what this run wrote; answers the new run.");
        runs.MapPost("/apply", async (long id, HttpRequest request, FollowUpRuns followUps, RunViewFactory views, CancellationToken ct) =>
            Answer(await followUps.ApplyAsync(new RunId(id), Caller.TriggerOf(request), ct), views, request))
            .WithSummary("Starts a run that applies the plan of this dry run; answers the new run.");
    }

    private static Results<Ok<RunView>, ProblemHttpResult> Answer(FollowAnswer answer, RunViewFactory views, HttpRequest request) => answer switch
    {
        FollowAnswer.Started started => TypedResults.Ok(views.Of(started.Run)),
        FollowAnswer.Refused refused => TypedResults.Problem(refused.Why, statusCode: StatusCodes.Status409Conflict),
        FollowAnswer.Unavailable halted => TypedResults.Problem(halted.Why, statusCode: RetryAfter.Say(request.HttpContext.Response, halted.RetryAfter)),
        FollowAnswer.NoSuchRun missing => TypedResults.Problem(missing.Why, statusCode: StatusCodes.Status404NotFound),
        _ => throw new InvalidOperationException("A request for a run that follows from another one has four answers."),
    };
}
