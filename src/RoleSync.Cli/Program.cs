using System.Runtime.InteropServices;
using RoleSync.Cli;
using RoleSync.Cli.Console;

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return await RoleSyncCommand.RunAsync(args, Shell.OfProcess(), interrupted.Token);

void Interrupt(PosixSignalContext context)
{
    // The second Ctrl-C ends the process at once.
    context.Cancel = !interrupted.IsCancellationRequested;
    interrupted.Cancel();
}
