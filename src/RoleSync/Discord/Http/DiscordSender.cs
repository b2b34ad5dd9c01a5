using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Discord.RateLimits.Windows;
using RoleSync.Discord.Wire;
using RoleSync.Telemetry;
using RoleSync.Transport;

namespace RoleSync.Discord.Http;

/// <summary>
/// Sends one call: as often as transient faults ask for it, each try through the limiter. A 429 is no fault; the limiter waits and the
/// try goes on. The retries wrap the reading of the body as well, which a handler of HttpClient could not.
/// </summary>
internal sealed partial class DiscordSender(
    IHttpClientFactory clients, RateLimiter limiter, IOptions<DiscordOptions> options, TimeProvider time, ILogger<DiscordSender> logger)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "discord";

    private readonly ResiliencePipeline _retries = TransientFaults.Retries(options.Value.RetryDelay, time, logger);
    private readonly string _root = options.Value.ApiBaseUrl.ToString().TrimEnd('/');
    private readonly AuthenticationHeaderValue _authorization = new("Bot", options.Value.Token);

    /// <summary>How far this machine's clock was ahead of Discord's at the last answer, to a second or so; null before the first. For people: no limit depends on it.</summary>
    public TimeSpan? ClockAhead { get; private set; }

    /// <summary>Sends the call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="priority">Who goes first where requests have to wait.</param>
    /// <param name="patience">The longest time for all waits on limits together; negative for ever.</param>
    /// <param name="ct">Cancels everything.</param>
    public async Task<DiscordAnswer<T>> SendAsync<T>(DiscordCall<T> call, RequestPriority priority, TimeSpan patience, CancellationToken ct)
    {
        var now = limiter.Now;
        var deadline = patience < TimeSpan.Zero || patience > TimeSpan.MaxValue - now ? TimeSpan.MaxValue : now + patience;
        try
        {
            if (!call.MayRepeat)
            {
                return await TryAsync(call, priority, deadline, call.Leaving, ct);
            }

            // Only the first try may be given up: what another one has sent may have been done.
            var leaving = call.Leaving;
            return await _retries.ExecuteAsync(
                token =>
                {
                    var first = leaving;
                    leaving = CancellationToken.None;
                    return new ValueTask<DiscordAnswer<T>>(TryAsync(call, priority, deadline, first, token));
                },
                ct);
        }
        catch (Exception fault) when (TransientFaults.Is(fault))
        {
            return new DiscordAnswer<T>.Unavailable($"Discord gave no usable answer to {call.Route}: {fault.Message}");
        }
    }

    /// <summary>One try: waits for the limits as often as they ask for it, within the deadline.</summary>
    private async Task<DiscordAnswer<T>> TryAsync<T>(
        DiscordCall<T> call, RequestPriority priority, TimeSpan deadline, CancellationToken leaving, CancellationToken ct)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(leaving, ct);
        while (true)
        {
            var asked = limiter.Now;
            var admission = await limiter.AcquireAsync(call.Route, priority, deadline, waiting.Token);
            if (admission is not Admission.Granted { Permit: var permit })
            {
                return admission is Admission.Limited limited
                    ? new DiscordAnswer<T>.Limited(limited.OpensIn)
                    : new DiscordAnswer<T>.Blocked(((Admission.Blocked)admission).Reason);
            }

            Signals.LimitWait.Record((limiter.Now - asked).TotalSeconds, new KeyValuePair<string, object?>(Signals.Route, call.Route.Template));
            using (permit)
            {
                // Limits take their time, and a process may be frozen meanwhile: what was true when the call began need not be so any more.
                if (call.MaySend is { } maySend && !await maySend(ct))
                {
                    return new DiscordAnswer<T>.Withdrawn();
                }

                if (await ExchangeAsync(call, permit, ct) is { } answer)
                {
                    return answer;
                }
            }
        }
    }

    /// <summary>One request and its answer; null for a 429.</summary>
    private async Task<DiscordAnswer<T>?> ExchangeAsync<T>(DiscordCall<T> call, Permit permit, CancellationToken ct)
    {
        using var span = Signals.Call("Discord", call.Method.Method, call.Route.Template);
        using var timeout = new CancellationTokenSource(options.Value.TryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var request = Request(call);
        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return await ReadAsync(call, permit, response, either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            RenewedConnections.GiveUp(request);
            throw new TimeoutException($"no answer within {options.Value.TryTimeout.TotalSeconds:0.#} s");
        }
    }

    private async Task<DiscordAnswer<T>?> ReadAsync<T>(DiscordCall<T> call, Permit permit, HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        Activity.Current?.SetTag(Signals.Status, status);
        Signals.CallTime.Record(
            (limiter.Now - permit.SentAt).TotalSeconds,
            new KeyValuePair<string, object?>(Signals.Route, call.Route.Template),
            new KeyValuePair<string, object?>(Signals.Status, status));
        ClockAhead = time.GetUtcNow() - response.Headers.Date ?? ClockAhead;
        var info = new ResponseInfo(status, limiter.Now, LimitHeaders.Read(response.Headers));
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            permit.Report(info with { Hit = await TooManyRequestsReader.ReadAsync(response, ct) });
            return null;
        }

        if (status is < 400 or >= 500 or 408)
        {
            permit.Report(info);
            return response.IsSuccessStatusCode
                ? new DiscordAnswer<T>.Ok(await ReadSuccessAsync(call, response, ct))
                : throw new HttpRequestException($"it answered {status}", null, response.StatusCode);
        }

        DiscordError? error = null;
        try
        {
            error = await DiscordErrorReader.ReadAsync(response, ct);
        }
        finally
        {
            permit.Report(info with { IsFromProxy = error is null, Error = error });
        }

        if (error is null)
        {
            throw new HttpRequestException($"it answered {status} in a form that is not Discord's", null, response.StatusCode);
        }

        return response.StatusCode == HttpStatusCode.Unauthorized && call.Route.IsOfBot && limiter.Block is { } block
            ? new DiscordAnswer<T>.Blocked(block)
            : new DiscordAnswer<T>.Refused(error);
    }

    /// <summary>A page with status 200, or a body where there should be none, is the answer of somebody in between.</summary>
    private static async Task<T> ReadSuccessAsync<T>(DiscordCall<T> call, HttpResponseMessage response, CancellationToken ct)
    {
        using var body = await ResponseBody.ReadAsync(response.Content, call.MostBytes, ct);
        var isDiscords = call.AnswersNothing
            ? response.StatusCode == HttpStatusCode.NoContent && body.Utf8.IsEmpty
            : response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created && body.IsJson;
        return isDiscords
            ? call.Read(body.Utf8)
            : throw new InvalidDataException($"it answered {(int)response.StatusCode} in a form that is not Discord's");
    }

    private HttpRequestMessage Request<T>(DiscordCall<T> call)
    {
        var request = new HttpRequestMessage(call.Method, _root + call.Path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Authorization = call.Route.IsOfBot ? _authorization : null;
        if (call.Reason is { Length: > 0 } reason)
        {
            request.Headers.TryAddWithoutValidation("X-Audit-Log-Reason", AuditReason.Encode(reason));
        }

        if (call.Method != HttpMethod.Get)
        {
            // An empty body too is sent, with Content-Length: 0.
            request.Content = new ByteArrayContent(call.Body ?? []);
            request.Content.Headers.ContentType = call.Body is null ? null : new MediaTypeHeaderValue("application/json");
        }

        return request;
    }
}
