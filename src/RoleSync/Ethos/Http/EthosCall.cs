using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using RoleSync.Core.Guilds;
using RoleSync.Telemetry;
using RoleSync.Transport;

namespace RoleSync.Ethos.Http;

/// <summary>One call to Ethos with its retries. The answer's body is read within each try: one that breaks off is tried again.</summary>
internal sealed partial class EthosCall
{
    /// <summary>The name of the HTTP client that the service's registration configures.</summary>
    public const string HttpClientName = "Ethos";

    /// <summary>The longest one try may take, its body included.</summary>
    public static readonly TimeSpan TryTime = TimeSpan.FromSeconds(10);

    /// <summary>The longest all tries and the waits between them may take.</summary>
    public static readonly TimeSpan CallTime = TimeSpan.FromSeconds(30);

    /// <summary>Tries after the first one.</summary>
    public const int Retries = 5;

    private readonly IHttpClientFactory _http;
    private readonly Uri _address;
    private readonly EthosPace _pace;
    private readonly TimeProvider _clock;
    private readonly ILogger<EthosCall> _logger;
    private readonly ResiliencePipeline<EthosAnswer> _tries;
    private readonly ResiliencePipeline _oneTry;

    public EthosCall(IHttpClientFactory http, IOptions<EthosOptions> options, EthosPace pace, TimeProvider clock, ILogger<EthosCall> logger)
    {
        _http = http;
        _address = new Uri($"{options.Value.ApiBaseUrl.AbsoluteUri.TrimEnd('/')}/users/by/discord");
        _pace = pace;
        _clock = clock;
        _logger = logger;
        _tries = new ResiliencePipelineBuilder<EthosAnswer> { TimeProvider = clock }.AddTimeout(CallTime).AddRetry(RetryOptions(options.Value.RetryDelay)).Build();
        _oneTry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(TryTime).Build();
    }

    /// <summary>Asks for these members; throws only when cancelled.</summary>
    /// <param name="members">At least one.</param>
    /// <param name="isAwaited">Whether a person waits for the answer.</param>
    /// <param name="ct">Cancels the call and its waits.</param>
    public async Task<EthosAnswer> AskAsync(ArraySegment<MemberId> members, bool isAwaited, CancellationToken ct)
    {
        var body = Body(members);
        var isRetry = false;
        try
        {
            // The turn is awaited before the call's time begins: the own pace must not make anybody Unknown.
            if (!await _pace.WaitAsync(isAwaited, ct))
            {
                return AskedForSilence;
            }

            return await _tries.ExecuteAsync(
                async token =>
                {
                    if (isRetry && !await _pace.WaitAsync(isAwaited, token))
                    {
                        return AskedForSilence;
                    }

                    isRetry = true;
                    return await _oneTry.ExecuteAsync(inner => SendAsync(body, members, inner, ct), token);
                },
                ct);
        }
        catch (TimeoutRejectedException e)
        {
            return new EthosAnswer.Failed($"Ethos gave no answer within {e.Timeout.TotalSeconds:0} s.", IsTransient: false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // The border of the three values: whatever nobody planned is Unknown as well, and must not end a run.
            Log.Unplanned(_logger, e, members.Count);
            return new EthosAnswer.Failed($"The call to Ethos failed ({e.GetType().Name}).", IsTransient: false);
        }
    }

    private static EthosAnswer AskedForSilence { get; } =
        new EthosAnswer.Failed("Ethos asked not to be called for longer than a minute.", IsTransient: false);

    private RetryStrategyOptions<EthosAnswer> RetryOptions(TimeSpan delay) => new()
    {
        MaxRetryAttempts = Retries,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        Delay = delay,
        MaxDelay = TryTime,

        // A pause that does not fit into the call is not waited for here; the pace keeps it for the calls to come.
        ShouldHandle = new PredicateBuilder<EthosAnswer>().Handle<TimeoutRejectedException>()
            .HandleResult(answer => answer is EthosAnswer.Failed { IsTransient: true } failed && !(failed.Pause >= CallTime)),
        DelayGenerator = arguments => new((arguments.Outcome.Result as EthosAnswer.Failed)?.Pause),
        OnRetry = arguments =>
        {
            var why = (arguments.Outcome.Result as EthosAnswer.Failed)?.Why ?? $"Ethos did not answer within {TryTime.TotalSeconds:0} s.";
            Log.Retried(_logger, why, arguments.AttemptNumber + 1, Retries, arguments.RetryDelay.TotalSeconds);
            return default;
        },
    };

    private async ValueTask<EthosAnswer> SendAsync(ReadOnlyMemory<byte> body, ArraySegment<MemberId> members, CancellationToken ct, CancellationToken caller)
    {
        using var span = Signals.Call("Ethos", "POST", "/users/by/discord");
        var start = _clock.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ReadOnlyMemoryContent(body) };
        try
        {
            using var client = _http.CreateClient(HttpClientName);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            span?.SetTag(Signals.Status, (int)response.StatusCode);
            Signals.CallTime.Record(
                _clock.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>(Signals.Route, "/users/by/discord"),
                new KeyValuePair<string, object?>(Signals.Status, (int)response.StatusCode));
            var pause = EthosLimit.Pause(response, _clock.GetUtcNow());
            _pace.Hold(pause);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await EthosBody.ReadAsync(response.Content, members, ct),
                HttpStatusCode.BadRequest when EthosBody.IsJson(response.Content) => new EthosAnswer.Refused(),
                HttpStatusCode.BadRequest => new EthosAnswer.Failed("A 400 that is not Ethos's came in the place of its answer.", IsTransient: true),
                var status => new EthosAnswer.Failed($"Ethos answered {(int)status}.", IsTransient(status), pause),
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            RenewedConnections.GiveUp(request);
            throw;
        }
        catch (HttpRequestException e)
        {
            return new EthosAnswer.Failed($"Ethos could not be reached ({e.HttpRequestError}).", IsTransient: true);
        }
        catch (InvalidDataException e)
        {
            return new EthosAnswer.Failed($"Ethos's answer cannot be read: {e.Message}.", IsTransient: true);
        }
        catch (IOException)
        {
            return new EthosAnswer.Failed("Ethos's answer broke off.", IsTransient: true);
        }
    }

    private static bool IsTransient(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    private static ReadOnlyMemory<byte> Body(ArraySegment<MemberId> members)
    {
        var buffer = new ArrayBufferWriter<byte>(20 + (members.Count * 24));
        using var json = new Utf8JsonWriter(buffer);
        Span<byte> digits = stackalloc byte[20];
        json.WriteStartObject();
        json.WriteStartArray("discordIds"u8);
        foreach (var member in members)
        {
            _ = member.Value.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
            json.WriteStringValue(digits[..written]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Why} Retry {Retry} of {Retries} follows in {Seconds:0.0} s.")]
        public static partial void Retried(ILogger logger, string why, int retry, int retries, double seconds);

        [LoggerMessage(2, LogLevel.Error, "The call to Ethos for {Members} members failed in a way that nobody planned.")]
        public static partial void Unplanned(ILogger logger, Exception exception, int members);
    }
}
