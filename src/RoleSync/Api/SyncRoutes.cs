using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Diagnosis;
using RoleSync.Policies;
using RoleSync.Scheduling;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Api;

/// <summary>The routes of the old bot, with its shapes: /trigger-sync, /sync-status, /stop-sync.</summary>
internal static class SyncRoutes
{
    private const int MaximumChunkSize = 100_000;

    public static void MapSync(this IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("").WithTags("Sync");
        sync.MapPost("/trigger-sync", TriggerAsync).WithSummary("Goes on with the guild's waiting or stopped run where startIndex is left out or is where that stands; else starts a run. startIndex 0 plans anew.");
        sync.MapGet("/sync-status", StatusAsync).WithSummary("What the guild's newest run is doing, or has done.");
        sync.MapPost("/stop-sync", StopAsync).WithSummary("Asks the guild's run to stop between two members; all=true asks the runs of every guild.");
    }

    private static async Task<Results<Ok<TriggerAnswer>, JsonHttpResult<OldError>>> TriggerAsync(
        GuildRequest request, HttpRequest http, RunControl control, CancellationToken ct)
    {
        var fields = request.Fields;
        var isDry = fields.Flag("dryRun");
        var start = new StartRequest(
            request.Guild, Caller.TriggerOf(http), fields.Integer("startIndex", 0, int.MaxValue), fields.Integer("chunkSize", 1, MaximumChunkSize), isDry);
        return await control.StartAsync(start, ct) switch
        {
            StartAnswer.Started started => TypedResults.Ok(TriggerAnswer.Of(started)),
            StartAnswer.Busy busy => Error(StatusCodes.Status409Conflict, busy.Why),
            StartAnswer.NotConfigured unknown => Error(StatusCodes.Status404NotFound, unknown.Why),
            StartAnswer.BeyondEnd beyond => Error(StatusCodes.Status400BadRequest, beyond.Why),
            StartAnswer.Unavailable halted => Error(RetryAfter.Say(http.HttpContext.Response, halted.RetryAfter), halted.Why),
            _ => throw new InvalidOperationException("A request to start has five answers."),
        };
    }

    private static async Task<Ok<StatusAnswer>> StatusAsync(
        GuildRequest request, RunStore runs, StrayStore strays, PassStore passes, GuildPolicies policies, LimitsReader limits, IOptions<SyncOptions> options,
        TimeProvider time, CancellationToken ct)
    {
        var guild = request.Guild ?? policies.Default;
        var run = await runs.ShownAsync(guild, ct);
        var pass = guild is { } one ? await passes.FindAsync(one, ct) : null;
        var status = run is null ? SyncStatus.None : SyncStatus.Of(run, options.Value.BatchSize, options.Value.MaxUnknown, time.GetUtcNow());
        status = run is null ? status : status with { Strays = await strays.CountAsync(run.Guild, ct) };
        return TypedResults.Ok(new StatusAnswer(true, status with { LastPass = LastPassView.Of(pass) }, limits.Summary()));
    }

    /// <summary>Stops the run of the guild that is named, or of the default one, as the old bot did, which had one; every run only where "all" is said.</summary>
    private static async Task<Results<Ok<StopAnswer>, JsonHttpResult<OldError>>> StopAsync(
        GuildRequest request, RunControl control, GuildPolicies policies, CancellationToken ct)
    {
        var all = request.Fields.Flag("all");
        if (all && request.Guild is not null)
        {
            return Error(StatusCodes.Status400BadRequest, "guildId names one guild and all means every one: send one of them.");
        }

        if (all)
        {
            return Answer(await control.StopAllAsync(null, ct), "");
        }

        return policies.Resolve(request.Guild) switch
        {
            GuildChoice.Chosen { Guild: var guild } => Answer(
                await control.StopAllAsync(guild, ct), policies.Guilds.Count > 1 ? $" in guild {guild} (all=true stops those of every guild)" : ""),
            GuildChoice.Unknown unknown => Error(StatusCodes.Status404NotFound, $"{unknown.Why} all=true stops the runs of every guild."),
            _ => throw new InvalidOperationException("A guild is known or not."),
        };

        static Ok<StopAnswer> Answer(bool stopped, string where) =>
            TypedResults.Ok(new StopAnswer(true, stopped ? "Stop signal sent to running sync" : $"No sync currently running{where}", stopped));
    }

    private static JsonHttpResult<OldError> Error(int status, string error) => TypedResults.Json(OldError.Of(error), statusCode: status);
}
