using System.CommandLine;
using System.CommandLine.Invocation;
using RoleSync.Cli.Commands;
using RoleSync.Cli.Console;

namespace RoleSync.Cli;

/// <summary>The command line as a whole.</summary>
internal static class RoleSyncCommand
{
    /// <summary>Runs one command line and returns its exit code.</summary>
    public static async Task<int> RunAsync(string[] args, Shell shell, CancellationToken ct)
    {
        var result = Create(shell).Parse(args);

        if (result.Action is ParseErrorAction complaint)
        {
            // stdout is for answers; the sentence says what is wrong, and --help is there for whoever wants more.
            complaint.ShowHelp = args.Length == 0;
            complaint.ShowTypoCorrections = false;
        }

        // The process handles signals itself: the library would give the service two seconds to drain, then kill it.
        var invocation = new InvocationConfiguration
        {
            Output = shell.Out,
            Error = shell.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            var code = await result.InvokeAsync(invocation, ct);
            return await AfterWritingAsync(shell, result.Errors.Count > 0 ? ExitCode.BadUsage : code);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await shell.Error.WriteLineAsync("Given up before there was an answer: \"rolesync status\" shows what the service does.");
            return ExitCode.Interrupted;
        }
    }

    /// <summary>An answer that nobody could read is none.</summary>
    private static async Task<int> AfterWritingAsync(Shell shell, int code)
    {
        if (shell.Out is not TolerantWriter { Fault: { } fault })
        {
            return code;
        }

        await shell.Error.WriteLineAsync($"The answer could not be written to stdout ({(fault.InnerException ?? fault).Message.TrimEnd('.')}): look where it was sent to, and ask again.");
        return code is ExitCode.Done or ExitCode.Warnings ? ExitCode.Failed : code;
    }

    private static RootCommand Create(Shell shell) => new("Keeps Discord roles true to Ethos credibility scores.")
    {
        ServeCommand.Create(shell),
        DemoCommand.Create(shell),
        DoctorCommand.Create(shell),
        RolesCommand.Create(shell),
        StartCommand.Create(shell),
        CompleteCommand.Create(shell),
        PlanCommand.Create(shell),
        ApplyCommand.Create(shell),
        UndoCommand.Create(shell),
        WhyCommand.Create(shell),
        VerifyMemberCommand.Create(shell),
        StatusCommand.Create(shell),
        StopCommand.Create(shell),
        RunsCommand.Create(shell),
        ChangesCommand.Create(shell),
        LimitsCommand.Create(shell),
        ApproveCommand.Create(shell),
        RejectCommand.Create(shell),
        CommandsCommand.Create(shell),
    };
}
