using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace RoleSync.Interactions;

/// <summary>Where Discord sends interactions to: POST /interactions, and POST / for an application that was set up so. Their signature lets them in, no bearer token.</summary>
internal static class InteractionRoutes
{
    private const int MaximumBody = 64 * 1024;
    private const string NotDiscord = "Unauthorized: the request does not carry a valid signature of Discord (X-Signature-Ed25519 over X-Signature-Timestamp and the body).";
    private const string NoKey =
        "Slash commands are off: set DISCORD_PUBLIC_KEY to the public key on the page General Information of the developer portal, and start the service again.";

    public static void MapInteractions(this IEndpointRouteBuilder routes)
    {
        var interactions = routes.MapGroup("").WithTags("Discord").WithMetadata(new AllowAnonymousAttribute());
        interactions.MapPost("/interactions", HearAsync).WithSummary("Slash commands and clicks, signed by Discord.");
        interactions.MapPost("/", HearAsync).WithSummary("The same as /interactions.");
    }

    // The answer does not depend on the connection: what was begun is done even if the caller hangs up.
    private static async Task<IResult> HearAsync(
        HttpContext http, InteractionSignature signature, ReplayGuard replays, CommandRouter router, TimeProvider time)
    {
        if (!signature.CanCheck)
        {
            return TypedResults.Problem(NoKey, statusCode: StatusCodes.Status404NotFound);
        }

        if (!signature.Promises(http.Request.Headers, out var signed))
        {
            return TypedResults.Problem(NotDiscord, statusCode: StatusCodes.Status401Unauthorized);
        }

        if (await ReadAsync(http.Request, http.RequestAborted) is not { } body)
        {
            return TypedResults.Problem($"The body is larger than {MaximumBody} bytes, or was cut off.", statusCode: StatusCodes.Status413PayloadTooLarge);
        }

        if (!signature.Fits(signed, body.Span))
        {
            return TypedResults.Problem(NotDiscord, statusCode: StatusCodes.Status401Unauthorized);
        }

        return InteractionReader.Read(body.Span, time.GetUtcNow()) switch
        {
            ParsedInteraction.Ping => Json(FirstAnswer.Pong),
            ParsedInteraction.Completion => Json(FirstAnswer.NoChoices),
            ParsedInteraction.Elsewhere elsewhere => Json(FirstAnswer.Ephemeral(elsewhere.Why)),
            ParsedInteraction.Asked { Interaction: var asked } => Json(await replays.OnceAsync(asked.Id, () => router.AnswerAsync(asked, Sent(http.Response)))),
            _ => TypedResults.Problem("The body is no interaction.", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static FileContentHttpResult Json(byte[] answer) => TypedResults.Bytes(answer, "application/json");

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var buffer = new MemoryStream();
            var part = new byte[4 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(part, ct)) > 0)
            {
                if (buffer.Length + read > MaximumBody)
                {
                    return null;
                }

                await buffer.WriteAsync(part.AsMemory(0, read), ct);
            }

            return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Ends when the first answer is on its way: Discord takes no other one earlier.</summary>
    private static Task Sent(HttpResponse response)
    {
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        response.OnCompleted(() =>
        {
            sent.TrySetResult();
            return Task.CompletedTask;
        });
        return sent.Task;
    }
}
