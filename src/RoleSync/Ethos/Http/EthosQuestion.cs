using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using RoleSync.Transport;

namespace RoleSync.Ethos.Http;

/// <summary>A question that somebody waits for and that no role depends on: few tries, and an end within seconds, whatever Ethos does.</summary>
internal sealed partial class EthosQuestion
{
    /// <summary>The longest one try may take, its body included.</summary>
    public static readonly TimeSpan TryTime = TimeSpan.FromSeconds(3);

    /// <summary>The longest a question may take, its tries and waits included.</summary>
    public static readonly TimeSpan WholeTime = TimeSpan.FromSeconds(8);

    /// <summary>Tries after the first one.</summary>
    public const int Retries = 2;

    // A user is 2 KB, a review as long as its author liked.
    private const int MostBytes = 2 * 1024 * 1024;

    private readonly IHttpClientFactory _http;
    private readonly string _root;
    private readonly EthosPace _pace;
    private readonly TimeProvider _clock;
    private readonly ILogger<EthosQuestion> _logger;
    private readonly ResiliencePipeline<EthosReply> _tries;
    private readonly ResiliencePipeline _oneTry;

    public EthosQuestion(IHttpClientFactory http, IOptions<EthosOptions> options, EthosPace pace, TimeProvider clock, ILogger<EthosQuestion> logger)
    {
        _http = http;
        _root = options.Value.ApiBaseUrl.AbsoluteUri.TrimEnd('/');
        _pace = pace;
        _clock = clock;
        _logger = logger;
        _tries = new ResiliencePipelineBuilder<EthosReply> { TimeProvider = clock }
            .AddTimeout(WholeTime)
            .AddRetry(new RetryStrategyOptions<EthosReply>
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Value.RetryDelay,
                ShouldHandle = new PredicateBuilder<EthosReply>().Handle<TimeoutRejectedException>()
                    .HandleResult(reply => reply is EthosReply.Failed { IsTransient: true }),
            })
            .Build();
        _oneTry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(TryTime).Build();
    }

    /// <summary>Asks; throws only when cancelled.</summary>
    /// <param name="path">Below the root of the API, beginning with a slash, encoded.</param>
    /// <param name="body">JSON to POST; null for a GET.</param>
    /// <param name="ct">Cancels the question and its waits.</param>
    public async Task<EthosReply> AskAsync(string path, byte[]? body, CancellationToken ct)
    {
        try
        {
            return await _tries.ExecuteAsync(
                async token => await _pace.WaitAsync(isAwaited: true, token)
                    ? await _oneTry.ExecuteAsync(inner => SendAsync(path, body, inner, ct), token)
                    : new EthosReply.Failed("Ethos asked not to be called for a while.", IsTransient: false),
                ct);
        }
        catch (TimeoutRejectedException)
        {
            return new EthosReply.Failed("Ethos did not answer in time.", IsTransient: false);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // As with standings: whatever nobody planned is no answer either.
            Log.Unplanned(_logger, e);
            return new EthosReply.Failed($"The call to Ethos failed ({e.GetType().Name}).", IsTransient: false);
        }
    }

    private async ValueTask<EthosReply> SendAsync(string path, byte[]? body, CancellationToken ct, CancellationToken caller)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, _root + path);
        try
        {
            using var client = _http.CreateClient(EthosCall.HttpClientName);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            _pace.Hold(EthosLimit.Pause(response, _clock.GetUtcNow()));
            return response.StatusCode switch
            {
                HttpStatusCode.OK => await ReadAsync(response.Content, ct),
                HttpStatusCode.NotFound when EthosBody.IsJson(response.Content) => new EthosReply.NotFound(),
                HttpStatusCode.NotFound => new EthosReply.Failed(EthosBody.NoJson(response.Content), IsTransient: true),
                var status => new EthosReply.Failed(
                    $"Ethos answered {(int)status}.", (int)status >= 500 || status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
            };
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            RenewedConnections.GiveUp(request);
            throw;
        }
        catch (HttpRequestException e)
        {
            return new EthosReply.Failed($"Ethos could not be reached ({e.HttpRequestError}).", IsTransient: true);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException)
        {
            return new EthosReply.Failed("Ethos's answer was no complete JSON.", IsTransient: true);
        }
    }

    private static async Task<EthosReply> ReadAsync(HttpContent content, CancellationToken ct)
    {
        if (!EthosBody.IsJson(content))
        {
            return new EthosReply.Failed(EthosBody.NoJson(content), IsTransient: true);
        }

        using var body = await ResponseBody.ReadAsync(content, MostBytes, ct);
        using var document = JsonDocument.Parse(body.Memory);
        return new EthosReply.Ok(document.RootElement.Clone());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A question to Ethos failed in a way that nobody planned.")]
        public static partial void Unplanned(ILogger logger, Exception exception);
    }
}
