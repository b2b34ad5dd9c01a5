using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using RoleSync.Api.Views;
using RoleSync.Diagnosis;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>
/// A service that shows what the real one cannot be made to show at will: faults, states that pass in a moment, redirects of a proxy. What is asked
/// of a service in order is tested against the real one, since this one takes any request.
/// </summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private const string Guild = "1000000000000000001";

    private readonly WebApplication _app;
    private readonly Queue<string> _statuses = new();
    private readonly Dictionary<string, (int Status, string Body)> _later = [];
    private readonly Dictionary<string, (int Status, string Body)> _answers = new()
    {
        ["POST /trigger-sync"] = (200, JsonSerializer.Serialize(new TriggerAnswer(true, "started", Guild, 0, 50, 7, false, null), ApiJson.Default.TriggerAnswer)),
    };

    private string _status = Status("completed");

    private Func<string, string>? _location;
    private int _redirect;

    private ScriptedService()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url => new(_app.Urls.First());

    /// <summary>Requests that were redirected.</summary>
    public int Redirected { get; private set; }

    public static async Task<ScriptedService> StartAsync()
    {
        var service = new ScriptedService();
        await service._app.StartAsync();
        return service;
    }

    /// <summary>The service's answer to a request from now on.</summary>
    public ScriptedService Answers(string request, int status, string body)
    {
        _answers[request] = (status, body);
        return this;
    }

    /// <summary>Redirects every request from now on.</summary>
    /// <param name="status">The status.</param>
    /// <param name="location">Where to, by path and query without the first slash; empty for an answer that does not say.</param>
    public void Redirects(int status, Func<string, string> location) => (_redirect, _location) = (status, location);

    /// <summary>The service's answer to a request after the next one.</summary>
    public ScriptedService ThenAnswers(string request, int status, string body)
    {
        _later[request] = (status, body);
        return this;
    }

    /// <summary>The states that are seen one after the other; the last one stays.</summary>
    public ScriptedService Shows(params string[] statuses)
    {
        statuses.ToList().ForEach(_statuses.Enqueue);
        return this;
    }

    /// <summary>A state of run 7, in the shape that the service itself writes.</summary>
    public static string Status(string phase, int nextIndex = 120, string? error = null, long runId = 7, string? result = null, string? warnings = null, int unwritten = 1) =>
        JsonSerializer.Serialize(
            new StatusAnswer(
                true,
                SyncStatus.None with
                {
                    IsRunning = phase is "planning" or "applying",
                    CurrentGuild = Guild,
                    StartTime = 1_760_000_000_000,
                    ProcessedUsers = nextIndex,
                    TotalUsers = 120,
                    LastProcessedIndex = nextIndex - 1,
                    Duration = 61_000,
                    RunId = runId,
                    Kind = "sync",
                    Phase = phase,
                    NextIndex = nextIndex,
                    Planned = 30,
                    Applied = 28,
                    Failed = unwritten,
                    Refused = unwritten,
                    Unknown = 2,
                    Listed = 130,
                    Error = error,
                    Result = result,
                    Warnings = warnings,
                },
                new LimitsSummary(0, 0, 0, null, [])),
            ApiJson.Default.StatusAnswer);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_location is { } location)
        {
            Redirected++;
            context.Response.StatusCode = _redirect;
            context.Response.Headers.Location = location($"{context.Request.Path}{context.Request.QueryString}"[1..]) is { Length: > 0 } there ? there : default(string);
            return;
        }

        var request = $"{context.Request.Method} {context.Request.Path}";
        if (request == "GET /sync-status" && !_answers.ContainsKey(request))
        {
            if (_statuses.TryDequeue(out var next))
            {
                _status = next;
            }

            await context.Response.WriteAsync(_status);
            return;
        }

        var (status, answer) = _answers.GetValueOrDefault(request, (404, """{"success":false,"error":"There is no such thing."}"""));
        if (_later.Remove(request, out var later))
        {
            _answers[request] = later;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}
