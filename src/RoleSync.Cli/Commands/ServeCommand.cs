using System.CommandLine;
using RoleSync.Cli.Console;
using RoleSync.Cli.Serving;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync serve</c>: runs the service until a signal ends it.</summary>
internal static partial class ServeCommand
{
    public static Command Create(Shell shell)
    {
        var command = new Command("serve", "Run the service, configured by environment variables and appsettings.json");
        command.SetAction((_, ct) => RunAsync(shell, ct));
        return command;
    }

    /// <summary>Where the configuration comes from; a variable wins over the file.</summary>
    public static void AddSources(IConfigurationBuilder sources) =>
        sources.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false).AddEnvironmentVariables();

    private static async Task<int> RunAsync(Shell shell, CancellationToken ct)
    {
        try
        {
            await using var app = await ServiceHost.StartAsync(
                AddSources,
                listenUrl: null,
                quiet: false,
                ct);
            StartNotes.Tell(app);
            var addresses = string.Join(", ", app.Urls);
            Log.Ready(app.Logger, addresses);
            await app.WaitForShutdownAsync(ct);
            return ExitCode.Done;
        }
        catch (StartException fault)
        {
            await shell.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Ready at {Addresses}")]
        public static partial void Ready(ILogger logger, string addresses);
    }
}
