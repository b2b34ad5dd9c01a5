using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>What the command line talks to: real HTTP on loopback, each answer as the test wrote it down, every request kept.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Queue<string> _statuses = new();
    private readonly Dictionary<string, (int Status, string Body)> _later = [];
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, (int Status, string Body)> _answers = new()
    {
        ["POST /trigger-sync"] = (200, """{"success":true,"message":"started","guildId":"1000000000000000001","startIndex":0,"chunkSize":50,"runId":7}"""),
        ["POST /stop-sync"] = (200, """{"success":true,"message":"The run stops.","wasStopped":true}"""),
    };

    private string _status = Status("completed");

    private Func<string, string>? _location;
    private int _redirect;

    private ScriptedService(string listens)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://{listens}:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Method, path with query, body and bearer of every request but GET /sync-status, in order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Ends when somebody has looked at the status.</summary>
    public Task Looked => _looked.Task;

    public Uri Url => new(_app.Urls.First());

    /// <summary>Requests that were redirected.</summary>
    public int Redirected { get; private set; }

    public static async Task<ScriptedService> StartAsync(string listens = "127.0.0.1")
    {
        var service = new ScriptedService(listens);
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

    /// <summary>A state of run 7.</summary>
    public static string Status(string phase, int nextIndex = 120, string error = "null", long runId = 7, string? result = null, string? warnings = null) => string.Create(
        CultureInfo.InvariantCulture,
        $$$"""
        {"success":true,"status":{"isRunning":{{{(phase is "planning" or "applying" ? "true" : "false")}}},"shouldStop":false,"currentGuild":"1000000000000000001",
        "startTime":1760000000000,"processedUsers":{{{nextIndex}}},"totalUsers":120,"currentBatch":3,"lastProcessedIndex":{{{nextIndex - 1}}},"duration":61000,
        "runId":{{{runId}}},"kind":"sync","phase":"{{{phase}}}","nextIndex":{{{nextIndex}}},"planned":30,"applied":28,"failed":1,"refused":1,"skipped":0,"unknown":2,
        "listed":130,"error":{{{error}}},"etaMs":null,"result":{{{JsonSerializer.Serialize(result)}}},"warnings":{{{JsonSerializer.Serialize(warnings)}}}}}
        """);

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
            _looked.TrySetResult();
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Requests.Add($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body} {context.Request.Headers.Authorization}".TrimEnd());
        var (status, answer) = _answers.GetValueOrDefault(request, (404, """{"success":false,"error":"There is no such thing."}"""));
        if (_later.Remove(request, out var later))
        {
            _answers[request] = later;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}
