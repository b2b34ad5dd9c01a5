using System.CommandLine;

namespace RoleSync.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create(Shell shell) => new("demo", shell.ToString());
}
