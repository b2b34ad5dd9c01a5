using RoleSync.Cli;
using RoleSync.Cli.Console;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>What one command line said.</summary>
internal sealed record CommandLine(int Code, string Out, string Error)
{
    /// <summary>Runs a command line against a service, without a terminal.</summary>
    public static Task<CommandLine> RunAsync(ScriptedService service, string args, string? token = null) =>
        RunAsync(args, Naming(service, token));

    /// <summary>Runs a command line against a real service.</summary>
    public static Task<CommandLine> RunAsync(ServiceProcess service, string args) =>
        RunAsync(args, Naming(service));

    /// <summary>The same with words that hold blanks.</summary>
    public static Task<CommandLine> RunAsync(ServiceProcess service, string[] args) =>
        InvokeAsync(args, Naming(service), TestContext.Current.CancellationToken);

    /// <summary>Runs a command line with these environment variables and no others.</summary>
    public static Task<CommandLine> RunAsync(string args, Dictionary<string, string?> variables) =>
        InvokeAsync(args, variables, TestContext.Current.CancellationToken);

    /// <summary>Runs a command line that Ctrl-C may end.</summary>
    public static Task<CommandLine> RunUntilInterruptedAsync(ServiceProcess service, string args, CancellationToken interrupt) =>
        InvokeAsync(args, Naming(service), interrupt);

    private static Dictionary<string, string?> Naming(ServiceProcess service) =>
        new() { ["SYNC_BASE_URL"] = service.Url.OriginalString, ["SYNC_AUTH_TOKEN"] = ServiceProcess.Token };

    private static Dictionary<string, string?> Naming(ScriptedService service, string? token) =>
        new() { ["SYNC_BASE_URL"] = service.Url.OriginalString, ["SYNC_AUTH_TOKEN"] = token };

    private static Task<CommandLine> InvokeAsync(string args, Dictionary<string, string?> variables, CancellationToken ct) =>
        InvokeAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), variables, ct);

    private static async Task<CommandLine> InvokeAsync(string[] args, Dictionary<string, string?> variables, CancellationToken ct)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var shell = new Shell(output, error, Screen: null, variables.GetValueOrDefault, TimeProvider.System);
        var code = await RoleSyncCommand.RunAsync(args, shell, ct);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
