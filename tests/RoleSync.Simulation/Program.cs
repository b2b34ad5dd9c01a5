using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation;

/// <summary>The tests; or, after the word "simulate", the simulation itself.</summary>
internal static class Program
{
    private static int Main(string[] args) => args is ["simulate", .. var arguments]
        ? SimulateCommand.Run(arguments)
        : args.Any(argument => argument is "-automated" or "@@")
            ? Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult()
            : Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions).GetAwaiter().GetResult();
}
