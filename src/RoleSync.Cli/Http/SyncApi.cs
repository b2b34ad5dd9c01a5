using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Diagnosis;

namespace RoleSync.Cli.Http;

/// <summary>The HTTP API of a running service. No call throws unless the caller cancelled.</summary>
internal sealed class SyncApi(HttpClient http)
{
    /// <summary>How long a verification may take: up to 45 s until its first write, and up to 60 s for those.</summary>
    public static readonly TimeSpan VerifyPatience = TimeSpan.FromSeconds(120);

    /// <summary>Starts a run, or continues the one that waits at the start index.</summary>
    public Task<ApiAnswer<TriggerAnswer>> TriggerAsync(TriggerRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, "trigger-sync", JsonContent.Create(request, CliJson.Default.TriggerRequest), ApiJson.Default.TriggerAnswer, ct);

    /// <summary>The state of the newest run.</summary>
    /// <param name="guildId">Of this guild; null: the default one.</param>
    /// <param name="ct">Cancels the call.</param>
    public Task<ApiAnswer<StatusAnswer>> StatusAsync(string? guildId, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, $"sync-status{Query(guildId)}", null, ApiJson.Default.StatusAnswer, ct);

    /// <summary>Asks the run under way to stop, of one guild or of all.</summary>
    public Task<ApiAnswer<StopAnswer>> StopAsync(StopRequest request, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, "stop-sync", JsonContent.Create(request, CliJson.Default.StopRequest), ApiJson.Default.StopAnswer, ct);

    /// <summary>Runs, newest first.</summary>
    public Task<ApiAnswer<RunPageView>> RunsAsync(string? guildId, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, $"runs{Query(guildId)}", null, ApiJson.Default.RunPageView, ct);

    /// <summary>A run, its changes counted by transition.</summary>
    public Task<ApiAnswer<RunDetailView>> RunAsync(long run, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, Of(run), null, ApiJson.Default.RunDetailView, ct);

    /// <summary>Up to a thousand changes of a run, in order, with ids above <paramref name="after"/>.</summary>
    public Task<ApiAnswer<ChangePageView>> ChangesAsync(long run, long after, CancellationToken ct) => SendAsync(
        HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"runs/{run}/changes?after={after}&limit=1000"), null, ApiJson.Default.ChangePageView, ct);

    /// <summary>A page of what became of changes across runs, newest first.</summary>
    public Task<ApiAnswer<ChangeHistoryView>> HistoryAsync(ChangeQuery query, string? before, int limit, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, query.Path(before, limit), null, ApiJson.Default.ChangeHistoryView, ct);

    /// <summary>What the next run would change under other settings.</summary>
    public Task<ApiAnswer<WhatIfView>> WhatIfAsync(string? guildId, JsonElement settings, int limit, CancellationToken ct) => SendAsync(
        HttpMethod.Post, "what-if", JsonContent.Create(new WhatIfRequest(guildId, limit, settings), CliJson.Default.WhatIfRequest), ApiJson.Default.WhatIfView, ct);

    /// <summary>Why a member holds which roles.</summary>
    public Task<ApiAnswer<WhyView>> WhyAsync(string? guildId, string member, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, $"members/{member}/why{Query(guildId)}", null, ApiJson.Default.WhyView, ct);

    /// <summary>Puts the roles of a member right at once.</summary>
    public Task<ApiAnswer<VerifyView>> VerifyAsync(string? guildId, string member, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"members/{member}/verify{Query(guildId)}", null, ApiJson.Default.VerifyView, ct);

    /// <summary>Starts a run that takes back what that run wrote.</summary>
    public Task<ApiAnswer<RunView>> UndoAsync(long run, CancellationToken ct) => PostAsync(run, "undo", ct);

    /// <summary>Starts a run that applies the plan of that dry run.</summary>
    public Task<ApiAnswer<RunView>> ApplyAsync(long run, CancellationToken ct) => PostAsync(run, "apply", ct);

    /// <summary>Discord's limits as the service knows them: summed up, or every bucket.</summary>
    public Task<ApiAnswer<LimitsReport>> LimitsAsync(bool details, CancellationToken ct) =>
        SendAsync(HttpMethod.Get, details ? "limits?details=true" : "limits", null, ApiJson.Default.LimitsReport, ct);

    /// <summary>Lets a held run go on.</summary>
    public Task<ApiAnswer<RunView>> ApproveAsync(long run, CancellationToken ct) => PostAsync(run, "approve", ct);

    /// <summary>Ends a held run.</summary>
    public Task<ApiAnswer<RunView>> RejectAsync(long run, CancellationToken ct) => PostAsync(run, "reject", ct);

    private Task<ApiAnswer<RunView>> PostAsync(long run, string what, CancellationToken ct) =>
        SendAsync(HttpMethod.Post, $"{Of(run)}/{what}", null, ApiJson.Default.RunView, ct);

    private static string Of(long run) => string.Create(CultureInfo.InvariantCulture, $"runs/{run}");

    private static string Query(string? guildId) => guildId is null ? "" : $"?guildId={Uri.EscapeDataString(guildId)}";

    private async Task<ApiAnswer<T>> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken ct)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await http.SendAsync(request, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            return response.IsSuccessStatusCode ? Read(body, type)
                : response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest ? Redirected<T>(path, response)
                : Refusal<T>(response.StatusCode, body);
        }
        catch (HttpRequestException exception)
        {
            return Unreachable<T>(exception.HttpRequestError is HttpRequestError.SecureConnectionError
                ? $"What answers at {http.BaseAddress} speaks no https that is trusted here: check SYNC_BASE_URL (a service without a proxy in front speaks http) and the certificate."
                : $"The service at {http.BaseAddress} does not answer ({exception.HttpRequestError}): "
                    + "start it with \"rolesync serve\", or set SYNC_BASE_URL to where it listens.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Unreachable<T>($"The service at {http.BaseAddress} did not answer within {http.Timeout.TotalSeconds:0} s: look at its log.");
        }
    }

    private ApiAnswer<T> Read<T>(string body, JsonTypeInfo<T> type)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, type) is { } value)
            {
                return new ApiAnswer<T>.Ok(value, body);
            }
        }
        catch (JsonException)
        {
            // Said below, as for an empty answer.
        }

        return Unreachable<T>($"What answers at {http.BaseAddress} is no rolesync service: check SYNC_BASE_URL.");
    }

    private ApiAnswer<T> Refusal<T>(HttpStatusCode status, string body)
    {
        var words = Words(body);
        return status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Unreachable<T>(
                $"The service at {http.BaseAddress} does not let us in: set SYNC_AUTH_TOKEN to the token that it was started with.{(words is null ? "" : $" It says: {words}")}"),
            HttpStatusCode.Conflict => new ApiAnswer<T>.Not(words ?? "The service refused: another run is under way.", ExitCode.Held),
            HttpStatusCode.BadRequest or HttpStatusCode.NotFound when words is not null => new ApiAnswer<T>.Not(words, ExitCode.BadUsage),
            >= HttpStatusCode.InternalServerError when words is not null => new ApiAnswer<T>.Not(words, ExitCode.Failed),
            _ => Unreachable<T>($"What answers at {http.BaseAddress} said {(int)status} without a reason: check SYNC_BASE_URL, and the log of the service."),
        };
    }

    /// <summary>A redirect is not followed: it would take the token somewhere else, or leave it behind and look like a wrong one.</summary>
    private ApiAnswer<T>.Not Redirected<T>(string path, HttpResponseMessage response)
    {
        var root = http.BaseAddress!;
        if (response.Headers.Location is not { } location || !Uri.TryCreate(root, location, out var target))
        {
            return Unreachable<T>($"What answers at {root} redirects to nowhere ({(int)response.StatusCode}): set SYNC_BASE_URL to where the service itself listens.");
        }

        // Where only the root has moved, it can be named; else a page for people is in the way.
        var asked = new Uri(root, path).PathAndQuery[root.AbsolutePath.Length..];
        return target.AbsoluteUri.EndsWith($"/{asked}", StringComparison.Ordinal)
            ? Unreachable<T>($"The service at {root} has moved: it redirects to {target.AbsoluteUri[..^asked.Length]} ({(int)response.StatusCode}). Set SYNC_BASE_URL to that address.")
            : Unreachable<T>(
                $"What answers at {root} redirects to {target.GetLeftPart(UriPartial.Path)} ({(int)response.StatusCode}), which is no part of the service: set SYNC_BASE_URL to where the service itself listens.");
    }

    private static string? Words(string body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.ErrorAnswer)?.Words;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ApiAnswer<T>.Not Unreachable<T>(string sentence) => new(sentence, ExitCode.Unreachable);
}
