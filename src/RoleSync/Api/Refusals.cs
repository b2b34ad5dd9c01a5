using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Storage.Databases;

namespace RoleSync.Api;

/// <summary>What is answered before a route was reached, or instead of it: in the shape of the old bot on its routes, else as ProblemDetails.</summary>
internal static partial class Refusals
{
    /// <summary>Seconds after which somebody may ask again who found the database away.</summary>
    private const string RetryAfter = "10";

    /// <summary>The paths of the old bot, which answer errors in its shape.</summary>
    private static readonly string[] _oldPaths = ["/trigger-sync", "/sync-status", "/stop-sync", "/force-sync"];

    /// <summary>Answers with a sentence.</summary>
    public static Task WriteAsync(HttpContext context, int status, string sentence)
    {
        var path = context.Request.Path.Value?.TrimEnd('/');
        IResult answer = _oldPaths.Contains(path, StringComparer.OrdinalIgnoreCase)
            ? TypedResults.Json(OldError.Of(sentence), statusCode: status)
            : TypedResults.Problem(sentence, statusCode: status);
        return answer.ExecuteAsync(context);
    }

    /// <summary>A step of the pipeline: what a route cannot understand is answered with a sentence.</summary>
    public static async Task OfRequestsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (RefusedRequestException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Status, refused.Message);
        }
    }

    /// <summary>A step of the pipeline: whatever a route needs of a database that is away is answered with 503 and a sentence, and may be asked again.</summary>
    public static async Task OfOutagesAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception fault) when (DatabaseFault.Cause(fault) is { } cause && !context.Response.HasStarted)
        {
            Log.Away(context.RequestServices.GetRequiredService<ILogger<Caller>>(), context.Request.Method, context.Request.Path, cause.Message);
            context.Response.Headers.RetryAfter = RetryAfter;
            await WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "The database does not answer at the moment, so nothing was done and nothing can be told. The log of the service says why; runs under way go on when it is back. Try again in a moment.");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Warning, "{Method} {Path} was answered 503: the database does not answer: {Why}")]
        public static partial void Away(ILogger logger, string method, string path, string why);
    }
}
