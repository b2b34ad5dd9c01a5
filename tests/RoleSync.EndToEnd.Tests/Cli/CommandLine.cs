using RoleSync.Cli;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary>What one command line said.</summary>
internal sealed record CommandLine(int Code, string Out, string Error)
{
    /// <summary>Runs a command line against a service, without a terminal.</summary>
    public static Task<CommandLine> RunAsync(ScriptedService service, string args, string? token = null, CancellationToken ct = default) =>
        RunAsync(args, new() { ["SYNC_BASE_URL"] = service.Url.OriginalString, ["SYNC_AUTH_TOKEN"] = token }, ct);

    /// <summary>Runs a command line with these environment variables and no others.</summary>
    public static async Task<CommandLine> RunAsync(string args, Dictionary<string, string?> variables, CancellationToken ct = default)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var shell = new Shell(output, error, Screen: null, variables.GetValueOrDefault, TimeProvider.System);
        var code = await RoleSyncCommand.RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries), shell, ct);
        return new CommandLine(code, output.ToString(), error.ToString());
    }
}
