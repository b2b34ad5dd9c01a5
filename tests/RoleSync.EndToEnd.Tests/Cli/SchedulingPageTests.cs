using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>The commands of docs/scheduling.md and of the workflow, tried as they are written there.</summary>
public sealed partial class SchedulingPageTests : IDisposable
{
    private const string Token = "a-token-of-the-page";

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Every_line_of_the_page_does_what_it_says()
    {
        var lines = Lines().Matches(await ReadAsync("docs/scheduling.md")).Select(match => (Try: match.Groups[1].Value, Line: match.Groups[2].Value.Trim())).ToList();
        Assert.Equal(["start", "start", "status", "stop", "chunk"], lines.Select(line => line.Try));
        await using var sandbox = await StartSandboxAsync();
        await using var service = await StartServiceAsync(sandbox);
        using var caller = Caller(service);
        foreach (var (kind, line) in lines)
        {
            await caller.WaitAsync(status => !status.GetProperty("isRunning").GetBoolean(), TimeSpan.FromMinutes(1), Ct);
            var (code, output) = await ShellAsync(line, Variables(sandbox, service));
            Assert.True(code == 0, $"{line} ended with {code}: {output}");
            var answer = JsonDocument.Parse(output).RootElement;
            Assert.True(answer.GetProperty("success").GetBoolean(), output);
            Assert.True(answer.TryGetProperty(kind switch { "status" => "status", "stop" => "wasStopped", _ => "runId" }, out _), output);
        }
    }

    [Fact]
    public async Task The_workflow_takes_409_for_no_fault_and_401_for_one()
    {
        var workflow = await ReadAsync(".github/workflows/role-sync.yml");
        var start = Step(workflow, "Start a run");
        var wait = Step(workflow, "Wait for its end");
        await using var sandbox = await StartSandboxAsync();
        await using var service = await StartServiceAsync(sandbox, ("AUTO_CONTINUE_CHUNKS", "true"));
        var variables = Variables(sandbox, service);

        var first = await ShellAsync(start, variables);
        var second = await ShellAsync(start, variables);
        variables["SYNC_AUTH_TOKEN"] = "wrong";
        var third = await ShellAsync(start, variables);

        Assert.True(first.Code == 0 && first.Output.Contains("A run has been started", StringComparison.Ordinal), first.Output);
        Assert.True(second.Code == 0 && second.Output.Contains("active already", StringComparison.Ordinal), second.Output);
        Assert.True(third.Code == 1 && third.Output.Contains("SYNC_AUTH_TOKEN", StringComparison.Ordinal), third.Output);
        Assert.DoesNotContain(Token, first.Output + second.Output, StringComparison.Ordinal);
        using var caller = Caller(service);
        await caller.WaitForEndAsync(Ct);
        if (File.Exists("/usr/bin/jq"))
        {
            var (code, output) = await ShellAsync(wait, Variables(sandbox, service));
            Assert.True(code == 0 && output.Contains("\"completed\"", StringComparison.Ordinal), output);
        }
    }

    [Theory]
    [InlineData("completed", "ok", 0, "\"completed\"")]
    [InlineData("completed", null, 0, "\"completed\"")]
    [InlineData("completed", "warnings", 0, "::warning::The run is done, but: 3 were refused.")]
    [InlineData("completed", "nothing", 1, "::error::The run could do nothing: 3 were refused.")]
    [InlineData("failed", null, 1, "::error::The run has failed: The reason.")]
    [InlineData("held", null, 0, "::warning::The run is held")]
    public async Task The_workflow_says_of_the_end_of_a_run_what_the_exit_code_says(string phase, string? result, int code, string told)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/jq"), "There is no jq, which GitHub's machines have.");
        await using var service = await ScriptedService.StartAsync();
        service.Shows(ScriptedService.Status(phase, error: "The reason.", result: result, warnings: "3 were refused."));

        var said = await ShellAsync(Step(await ReadAsync(".github/workflows/role-sync.yml"), "Wait for its end"), Naming(service));

        Assert.True(said.Code == code && said.Output.Contains(told, StringComparison.Ordinal), $"{said.Code}: {said.Output}");
    }

    [Fact]
    public async Task The_workflow_does_not_blame_the_token_where_the_address_has_moved()
    {
        await using var service = await ScriptedService.StartAsync();
        service.Redirects(301, path => $"https://sync.example.org/{path}");

        var said = await ShellAsync(Step(await ReadAsync(".github/workflows/role-sync.yml"), "Start a run"), Naming(service));

        Assert.True(said.Code == 1 && said.Output.Contains("SYNC_BASE_URL redirects", StringComparison.Ordinal), $"{said.Code}: {said.Output}");
    }

    private static Dictionary<string, string> Naming(ScriptedService service) =>
        new() { ["SYNC_BASE_URL"] = service.Url.OriginalString.TrimEnd('/'), ["SYNC_AUTH_TOKEN"] = Token };

    private static Task<SandboxServer> StartSandboxAsync() =>
        SandboxServer.StartAsync(new SandboxOptions { Speed = 10, Guilds = [new GuildOptions { Members = 120, WrongShare = 0.3 }] }, Ct);

    private Task<ServiceProcess> StartServiceAsync(SandboxServer sandbox, params (string Name, string Value)[] more) => ServiceProcess.StartAsync(
        sandbox,
        _database.File,
        new Dictionary<string, string>(more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))) { ["SYNC_AUTH_TOKEN"] = Token, ["SYNC_CONFIRM_ABSENT"] = "1" },
        Ct);

    private static SyncCaller Caller(ServiceProcess service)
    {
        var caller = new SyncCaller(service.Url);
        caller.Http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Token);
        return caller;
    }

    private static Dictionary<string, string> Variables(SandboxServer sandbox, ServiceProcess service) => new()
    {
        ["SYNC_BASE_URL"] = service.Url.OriginalString.TrimEnd('/'),
        ["SYNC_AUTH_TOKEN"] = Token,
        ["DISCORD_GUILD_ID"] = $"{sandbox.World.TheGuild.Id}",
    };

    private static async Task<(int Code, string Output)> ShellAsync(string script, Dictionary<string, string> variables)
    {
        var folder = Directory.CreateTempSubdirectory("rolesync-page-");
        var start = new ProcessStartInfo("bash", ["-e", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        folder.Delete(recursive: true);
        return (process.ExitCode, output + await errors);
    }

    /// <summary>The script of a step, without the indentation of the file.</summary>
    private static string Step(string workflow, string name)
    {
        var lines = workflow.Split('\n').SkipWhile(line => line.Trim() != $"- name: {name}").SkipWhile(line => line.Trim() != "run: |").Skip(1)
            .TakeWhile(line => line.Length == 0 || line.StartsWith("          ", StringComparison.Ordinal));
        return string.Join('\n', lines.Select(line => line.Length > 10 ? line[10..] : ""));
    }

    private static Task<string> ReadAsync(string path, [CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "RoleSync.slnx")))
        {
            folder = folder.Parent!;
        }

        return File.ReadAllTextAsync(Path.Combine(folder.FullName, path), Ct);
    }

    [GeneratedRegex("```sh try=(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Lines();
}
