using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using RoleSync.Telemetry;
using RoleSync.Transport;

namespace RoleSync.Ethos.Http;

/// <summary>
/// Sends requests to Ethos, each with its tries, within this process's calls a minute and never while Ethos asks for silence. The body of the answer
/// is read within each try: one that breaks off is tried again.
/// </summary>
internal sealed partial class EthosRequester(
    IHttpClientFactory http, IOptions<EthosOptions> options, EthosPace pace, TimeProvider clock, ILogger<EthosRequester> logger)
{
    /// <summary>The name of the HTTP client that the service's registration configures.</summary>
    public const string HttpClientName = "Ethos";

    private readonly string _root = options.Value.ApiBaseUrl.AbsoluteUri.TrimEnd('/');
    private readonly ConcurrentDictionary<EthosPatience, (ResiliencePipeline Tries, ResiliencePipeline OneTry)> _pipelines = new();

    /// <summary>Sends a request; throws only when cancelled.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="read">Reads the body of a 200, which is JSON.</param>
    /// <param name="ct">Cancels the request and its waits.</param>
    public async Task<EthosAnswer<T>> SendAsync<T>(EthosRequest request, Func<JsonElement, EthosAnswer<T>> read, CancellationToken ct)
    {
        var (tries, oneTry) = _pipelines.GetOrAdd(request.Patience, Pipelines);
        var mayGo = request.Patience.CountsFirstWait;
        try
        {
            if (!mayGo && !await pace.WaitAsync(request.Urgency, ct))
            {
                return AskedForSilence<T>();
            }

            return await tries.ExecuteAsync(
                async token =>
                {
                    // Without the whole time over it, the first wait is behind us.
                    if (mayGo && !await pace.WaitAsync(request.Urgency, token))
                    {
                        return AskedForSilence<T>();
                    }

                    mayGo = true;
                    return await oneTry.ExecuteAsync(async inner => await TryAsync(request, read, inner, ct), token);
                },
                ct);
        }
        catch (TimeoutRejectedException e)
        {
            return new EthosAnswer<T>.Failed(new($"Ethos gave no answer within {e.Timeout.TotalSeconds:0} s.", IsTransient: false));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The border of the three values: whatever nobody planned is no answer either, and must not end a run.
            Log.Unplanned(logger, e, request.Route);
            return new EthosAnswer<T>.Failed(new($"The call to Ethos failed ({e.GetType().Name}).", IsTransient: false));
        }
    }

    private static EthosAnswer<T> AskedForSilence<T>() =>
        new EthosAnswer<T>.Failed(new("Ethos asked not to be called for longer than a minute.", IsTransient: false));

    private (ResiliencePipeline Tries, ResiliencePipeline OneTry) Pipelines(EthosPatience patience) => (
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(patience.WholeTime).AddRetry(RetryOptions(patience)).Build(),
        new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(patience.TryTime).Build());

    private RetryStrategyOptions RetryOptions(EthosPatience patience) => new()
    {
        MaxRetryAttempts = patience.Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = options.Value.RetryDelay,
        MaxDelay = patience.TryTime,

        // A pause that does not fit into the whole time is not waited for here; the pace keeps it for the requests to come.
        ShouldHandle = new PredicateBuilder().Handle<TimeoutRejectedException>()
            .HandleResult(answer => answer is EthosAnswer { Failure: { IsTransient: true } failure } && !(failure.Pause >= patience.WholeTime)),
        DelayGenerator = arguments => new((arguments.Outcome.Result as EthosAnswer)?.Failure?.Pause),
        OnRetry = arguments =>
        {
            var why = (arguments.Outcome.Result as EthosAnswer)?.Failure?.Why ?? $"Ethos did not answer within {patience.TryTime.TotalSeconds:0} s.";
            Log.Retried(logger, why, arguments.AttemptNumber + 1, patience.Retries, arguments.RetryDelay.TotalSeconds);
            return default;
        },
    };

    private async Task<EthosAnswer<T>> TryAsync<T>(EthosRequest request, Func<JsonElement, EthosAnswer<T>> read, CancellationToken ct, CancellationToken caller)
    {
        using var span = Signals.Call("Ethos", request.Method.Method, request.Route);
        using var message = request.ToMessage(_root);
        var start = clock.GetTimestamp();
        try
        {
            using var client = http.CreateClient(HttpClientName);
            using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
            span?.SetTag(Signals.Status, (int)response.StatusCode);
            Signals.CallTime.Record(
                clock.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>(Signals.Route, request.Route),
                new KeyValuePair<string, object?>(Signals.Status, (int)response.StatusCode));
            var pause = EthosLimit.Pause(response, clock.GetUtcNow());
            pace.Hold(pause);
            return await AnswerAsync(response, pause, request, read, ct);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            RenewedConnections.GiveUp(message);
            throw;
        }
        catch (HttpRequestException e)
        {
            return Transient<T>($"Ethos could not be reached ({e.HttpRequestError}).");
        }
        catch (InvalidDataException e)
        {
            return Transient<T>($"Ethos's answer cannot be read: {e.Message}.");
        }
        catch (JsonException)
        {
            return Transient<T>("Ethos's answer was no complete JSON.");
        }
        catch (IOException)
        {
            return Transient<T>("Ethos's answer broke off.");
        }
    }

    private static async Task<EthosAnswer<T>> AnswerAsync<T>(
        HttpResponseMessage response, TimeSpan? pause, EthosRequest request, Func<JsonElement, EthosAnswer<T>> read, CancellationToken ct)
    {
        var status = response.StatusCode;
        if (status != HttpStatusCode.OK && status != request.Refusal)
        {
            var isTransient = (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
            return new EthosAnswer<T>.Failed(new($"Ethos answered {(int)status}.", isTransient, pause));
        }

        // What is no JSON comes from somebody between here and Ethos.
        if (!ResponseBody.IsJsonType(response.Content))
        {
            return Transient<T>(status is HttpStatusCode.OK
                ? $"Ethos answered with {response.Content.Headers.ContentType?.MediaType ?? "no content type"} instead of JSON."
                : $"A {(int)status} that is not Ethos's came in the place of its answer.");
        }

        if (status == request.Refusal)
        {
            return new EthosAnswer<T>.Refused();
        }

        using var body = await ResponseBody.ReadAsync(response.Content, request.Patience.MostBytes, ct);
        using var document = JsonDocument.Parse(body.Memory);
        return read(document.RootElement);
    }

    private static EthosAnswer<T> Transient<T>(string why) => new EthosAnswer<T>.Failed(new(why, IsTransient: true));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "{Why} Retry {Retry} of {Retries} follows in {Seconds:0.0} s.")]
        public static partial void Retried(ILogger logger, string why, int retry, int retries, double seconds);

        [LoggerMessage(2, LogLevel.Error, "A call to Ethos, {Route}, failed in a way that nobody planned.")]
        public static partial void Unplanned(ILogger logger, Exception exception, string route);
    }
}
