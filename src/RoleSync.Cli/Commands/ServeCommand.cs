using System.CommandLine;
using Microsoft.AspNetCore.Connections;
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

    private static async Task<int> RunAsync(Shell shell, CancellationToken ct)
    {
        try
        {
            await using var app = ServiceHost.Build(ServiceHost.AddSources);
            if (await app.PrepareRoleSyncAsync(ct) is { } problem)
            {
                await shell.Error.WriteLineAsync(problem);
                return ExitCode.BadUsage;
            }

            await app.StartAsync(ct);
            var addresses = string.Join(", ", app.Urls);
            Log.Ready(app.Logger, addresses);
            await app.WaitForShutdownAsync(ct);
            return ExitCode.Done;
        }
        catch (ConfigurationProblemsException problems)
        {
            await shell.Error.WriteLineAsync(problems.Message);
            return ExitCode.BadUsage;
        }
        catch (InvalidDataException exception)
        {
            await shell.Error.WriteLineAsync($"appsettings.json cannot be read: {exception.InnerException?.Message ?? exception.Message}");
            return ExitCode.BadUsage;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await shell.Error.WriteLineAsync($"{exception.Message.TrimEnd('.')}: another program listens there, perhaps another rolesync. End it, or set PORT.");
            return ExitCode.Failed;
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
