using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Processes;

/// <summary>Calls the service as any script would: plain HTTP and JSON, no type of the product.</summary>
internal sealed class SyncCaller(Uri url) : IDisposable
{
    private static readonly TimeSpan _between = TimeSpan.FromMilliseconds(20);
    private readonly HttpClient _http = new() { BaseAddress = url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", ServiceProcess.Token) } };

    public HttpClient Http => _http;

    /// <summary>Starts a run and returns the answer.</summary>
    public async Task<(HttpStatusCode Status, JsonObject Body)> TriggerAsync(object? body, CancellationToken ct)
    {
        using var response = await _http.PostAsync("/trigger-sync", body is null ? null : JsonContent.Create(body), ct);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>(ct))!);
    }

    /// <summary>The status object of /sync-status.</summary>
    public async Task<JsonElement> StatusAsync(CancellationToken ct)
    {
        var answer = await _http.GetFromJsonAsync<JsonElement>("/sync-status", ct);
        Assert.True(answer.GetProperty("success").GetBoolean());
        return answer.GetProperty("status");
    }

    /// <summary>Waits until the status fits, for at most the given time.</summary>
    public async Task<JsonElement> WaitAsync(Func<JsonElement, bool> fits, TimeSpan patience, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(ct);
            if (fits(status))
            {
                return status;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < patience, $"The status never fitted: {status}");
            await Task.Delay(_between, TimeProvider.System, ct);
        }
    }

    /// <summary>Waits until the run is over, in whatever way.</summary>
    public Task<JsonElement> WaitForEndAsync(CancellationToken ct) =>
        WaitAsync(status => Phase(status) is "completed" or "stopped" or "failed" or "held", TimeSpan.FromMinutes(2), ct);

    public static string? Phase(JsonElement status) => status.GetProperty("phase").GetString();

    public void Dispose() => _http.Dispose();
}
