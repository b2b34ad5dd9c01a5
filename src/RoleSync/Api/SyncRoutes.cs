using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using RoleSync.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Running;
using RoleSync.Storage;

namespace RoleSync.Api;

/// <summary>The routes of the old bot, with its shapes: /trigger-sync, /sync-status, /stop-sync.</summary>
internal static class SyncRoutes
{
    public static void MapSync(this IEndpointRouteBuilder routes)
    {
        var sync = routes.MapGroup("").WithTags("Sync");
        sync.MapPost("/trigger-sync", TriggerAsync).WithSummary("Starts a run, or goes on with the one that waits at startIndex.");
        sync.MapGet("/sync-status", StatusAsync).WithSummary("What the guild's newest run is doing, or has done.");
        sync.MapPost("/stop-sync", StopAsync).WithSummary("Asks the runs under way to stop between two members.");
    }

    private static async Task<Results<Ok<TriggerAnswer>, JsonHttpResult<OldError>>> TriggerAsync(
        HttpRequest request, RunControl control, CancellationToken ct)
    {
        var (body, error) = await TriggerBody.ReadAsync(request, ct);
        if (body is null)
        {
            return Error(StatusCodes.Status400BadRequest, error!);
        }

        var wish = new StartWish(body.Guild, Caller.TriggerOf(request), body.StartIndex, body.ChunkSize, body.DryRun);
        return await control.StartAsync(wish, ct) switch
        {
            StartAnswer.Started { Run: var run } => TypedResults.Ok(new TriggerAnswer(
                true,
                body.DryRun ? "Dry run triggered" : "Chunked role synchronization triggered",
                run.Guild.ToString(), body.StartIndex, run.ChunkSize, run.Id.Value)),
            StartAnswer.Busy busy => Error(StatusCodes.Status409Conflict, busy.Why),
            StartAnswer.NotConfigured unknown => Error(StatusCodes.Status404NotFound, unknown.Why),
            StartAnswer.BeyondEnd beyond => Error(StatusCodes.Status400BadRequest, beyond.Why),
            StartAnswer.Unavailable halted => Error(RetryAfter.Say(request.HttpContext.Response, halted.RetryAfter), halted.Why),
            _ => throw new InvalidOperationException("A wish to start has five answers."),
        };
    }

    private static async Task<Results<Ok<StatusAnswer>, JsonHttpResult<OldError>>> StatusAsync(
        string? guildId, RunStore runs, GuildPolicies policies, LimitsReader limits, IOptions<SyncOptions> options, TimeProvider time,
        CancellationToken ct)
    {
        if (!TryGuild(guildId, out var named, out var refusal))
        {
            return refusal;
        }

        var run = await runs.LatestAsync(named ?? policies.Default, ct);
        var status = run is null ? SyncStatus.None : SyncStatus.Of(run, options.Value.BatchSize, options.Value.MaxUnknown, time.GetUtcNow());
        return TypedResults.Ok(new StatusAnswer(true, status, limits.Summary()));
    }

    private static async Task<Results<Ok<StopAnswer>, JsonHttpResult<OldError>>> StopAsync(string? guildId, RunControl control, CancellationToken ct)
    {
        if (!TryGuild(guildId, out var named, out var refusal))
        {
            return refusal;
        }

        var stopped = await control.StopAllAsync(named, ct);
        return TypedResults.Ok(new StopAnswer(true, stopped ? "Stop signal sent to running sync" : "No sync currently running", stopped));
    }

    private static bool TryGuild(string? text, out GuildId? guild, out JsonHttpResult<OldError> refusal)
    {
        guild = null;
        refusal = null!;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!GuildId.TryParse(text, out var parsed))
        {
            refusal = Error(StatusCodes.Status400BadRequest, "guildId must be a Discord server's id: digits only.");
            return false;
        }

        guild = parsed;
        return true;
    }

    private static JsonHttpResult<OldError> Error(int status, string error) => TypedResults.Json(OldError.Of(error), statusCode: status);
}
