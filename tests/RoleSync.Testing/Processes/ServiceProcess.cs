using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using RoleSync.Sandbox;

namespace RoleSync.Testing.Processes;

/// <summary>A real <c>rolesync serve</c> in a process of its own, against a sandbox.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    /// <summary>What the service asks its callers for unless a test sets another one.</summary>
    public const string Token = "the-token-of-the-tests";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly List<string> _log = [];
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.OutputDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>From the start of the process to the line that says it is ready.</summary>
    public TimeSpan StartedWithin { get; private set; }

    /// <summary>Everything it wrote.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Resident memory in MB, as the kernel counts it.</summary>
    public double ResidentMegabytes => KernelMegabytes("VmRSS");

    /// <summary>The most resident memory it ever had, in MB.</summary>
    public double PeakMegabytes => KernelMegabytes("VmHWM");

    /// <summary>Processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the service and waits until it says that it is ready.</summary>
    /// <param name="sandbox">Discord and Ethos.</param>
    /// <param name="database">Its file.</param>
    /// <param name="settings">Variables beside those that lead to both.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="folder">Where it works, and finds its appsettings.json; null: where there is none.</param>
    public static async Task<ServiceProcess> StartAsync(
        SandboxServer sandbox, string database, IReadOnlyDictionary<string, string>? settings, CancellationToken ct, string? folder = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        var service = Launch("serve", Settings(sandbox, database, settings), folder);
        var ended = service._process.WaitForExitAsync(ct);
        if (await Task.WhenAny(service._ready.Task, ended).WaitAsync(_patience, ct) == ended)
        {
            throw new InvalidOperationException($"The service ended with code {service._process.ExitCode} before it was ready:\n{service.Log}");
        }

        service.StartedWithin = TimeProvider.System.GetElapsedTime(started);
        service.Url = await service._ready.Task;
        return service;
    }

    /// <summary>Runs the executable to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string arguments, IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        await using var service = Launch(arguments, settings);
        await service._process.WaitForExitAsync(ct).WaitAsync(_patience, ct);
        return (service._process.ExitCode, service.Log);
    }

    /// <summary>The variables of a service that works against the sandbox; limits of our own run as much faster as the sandbox's.</summary>
    public static Dictionary<string, string> Settings(
        SandboxServer sandbox, string database, IReadOnlyDictionary<string, string>? more = null)
    {
        var speed = sandbox.Options.Speed;
        var settings = new Dictionary<string, string>(sandbox.Environment())
        {
            ["ROLESYNC_DATABASE"] = $"Data Source={database}",
            ["PORT"] = "0",
            ["SYNC_AUTH_TOKEN"] = Token,
            ["DISABLE_DAILY_SYNC"] = "true",

            // Many tests count calls; those of the doctor let it come.
            ["RoleSync__Doctor__AtStart"] = "false",
            ["RoleSync__Discord__GlobalSecond"] = Duration(1 / speed),
            ["RoleSync__Discord__LimitGuard"] = Duration(Math.Max(0.001, 0.015 / speed)),
            ["RoleSync__Ethos__OutagePause"] = "00:00:01",
            ["RoleSync__Ethos__CallsPerMinute"] = ((int)(sandbox.Options.EthosCallsPerMinute * speed)).ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>A client that is let in.</summary>
    public HttpClient Connect()
    {
        var http = new HttpClient { BaseAddress = Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return http;
    }

    /// <summary>Ends the process as a power cut would: SIGKILL.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process.Kill();
        await _process.WaitForExitAsync(ct);
    }

    /// <summary>Sends a signal by name: TERM, STOP, CONT.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end of the process.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct).WaitAsync(_patience, ct);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private static ServiceProcess Launch(string arguments, IReadOnlyDictionary<string, string> settings, string? folder = null)
    {
        // A write beyond a limit on the length of files is to fail as on a full disk, not to end the process with a signal.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "trap '' XFSZ; exec \"$@\"", "sh", Executable(), .. arguments.Split(' ')])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var service = new ServiceProcess(new Process { StartInfo = start });
        service._process.Start();
        service._process.BeginErrorReadLine();
        service._process.BeginOutputReadLine();
        return service;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("DISCORD_", StringComparison.Ordinal) || name.StartsWith("ETHOS_", StringComparison.Ordinal)
        || name.StartsWith("SYNC_", StringComparison.Ordinal) || name.StartsWith("RoleSync__", StringComparison.Ordinal)
        || name is "PORT" or "BIND" or "ROLESYNC_DATABASE" or "AUTO_CONTINUE_CHUNKS" or "DISABLE_DAILY_SYNC";

    /// <summary>The published executable where one is named, else the one that was built beside these tests.</summary>
    public static string Executable() =>
        Environment.GetEnvironmentVariable("ROLESYNC_EXECUTABLE")
        ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "rolesync.exe" : "rolesync");

    private static string Duration(double seconds) => TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);

    private double KernelMegabytes(string field) =>
        File.ReadLines($"/proc/{_process.Id}/status")
            .Where(line => line.StartsWith(field, StringComparison.Ordinal))
            .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
            .Single();

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.Add(line);
        }

        if (ReadyLine().Match(line) is { Success: true } match)
        {
            _ready.TrySetResult(new Uri($"http://127.0.0.1:{match.Groups[1].Value}"));
        }
    }

    [GeneratedRegex(@"Ready at http://[^ ]*:(\d+)")]
    private static partial Regex ReadyLine();
}
