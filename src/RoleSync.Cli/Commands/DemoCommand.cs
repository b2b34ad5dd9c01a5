using System.CommandLine;
using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Demo;
using RoleSync.Cli.Http;
using RoleSync.Cli.Watching;

namespace RoleSync.Cli.Commands;

/// <summary><c>rolesync demo</c>: a simulated guild, the service over it, and a complete run before one's eyes.</summary>
internal static class DemoCommand
{
    public static Command Create(Shell shell)
    {
        var members = Number("--members", "People in the guild", 11_000, 0, 2_000_000);
        var wrong = Number("--wrong", "The share of them whose roles are wrong, from 0 to 1", 0.05, 0, 1);
        var seed = Number("--seed", "The same seed makes the same guild", 1, 0, long.MaxValue);
        var speed = Number("--speed", "How many times faster than the real ones the limits pass", 20, 0.1, 1_000);
        var port = CommonOptions.Number("--port", "Where the API listens (default: 8000, or any free port)", 0, 65_535);
        var exit = new Option<bool>("--exit") { Description = "End after the run instead of serving on" };
        var command = new Command("demo", "Simulate Discord and Ethos, and synchronise a guild of 11,000 members") { members, wrong, seed, speed, port, exit };
        command.SetAction((given, ct) => RunAsync(
            shell,
            new DemoOptions(
                (int)given.GetValue(members),
                given.GetValue(wrong),
                (ulong)given.GetValue(seed),
                given.GetValue(speed),
                given.GetValue(port),
                given.GetValue(exit)),
            ct));
        return command;
    }

    private static async Task<int> RunAsync(Shell shell, DemoOptions options, CancellationToken ct)
    {
        try
        {
            await shell.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Making a guild of {options.Members:N0} members ..."));
            await using var world = await DemoWorld.StartAsync(options, ct);
            await shell.Error.WriteLineAsync($"Discord and Ethos are simulated at {world.Sandbox.Url}, the API is at {world.ApiUrl}");
            var code = await SynchroniseAsync(shell, world, ct);
            if (!options.ExitsAfterRun)
            {
                await shell.Error.WriteLineAsync($"The API goes on at {world.ApiUrl} until Ctrl-C; try: SYNC_BASE_URL={world.ApiUrl} rolesync status");
                await UntilInterruptedAsync(shell, ct);
            }

            return code;
        }
        catch (Serving.StartException fault)
        {
            await shell.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    private static async Task<int> SynchroniseAsync(Shell shell, DemoWorld world, CancellationToken ct)
    {
        using var http = SyncApiConnection.Connect(world.ApiUrl, null);
        var api = new SyncApi(http);
        var request = new TriggerRequest(null, null, null, null);
        var began = shell.Clock.GetTimestamp();
        var trigger = await api.TriggerAsync(request, ct);
        if (trigger is not ApiAnswer<TriggerAnswer>.Ok { Value: var started })
        {
            return await shell.AnswerAsync(trigger, json: false, _ => "");
        }

        var watch = new RunWatch(api, shell.Clock, request, StartedRun.Of(started));
        var end = await new ProgressDisplay(shell).DuringAsync(show => watch.ToItsEndAsync(show, ct));
        var seen = shell.Clock.GetElapsedTime(began);
        var code = await shell.AnswerAsync(end, json: false, answer => StatusText.End(answer.Status));
        if (end is not ApiAnswer<StatusAnswer>.Ok { Value.Status: var status })
        {
            return code;
        }

        DemoSummary.Write(shell.Out, world.Sandbox, status, status.Duration is { } duration ? TimeSpan.FromMilliseconds(duration) : seen);
        return RunEnd.CodeOf(status);
    }

    private static async Task UntilInterruptedAsync(Shell shell, CancellationToken ct)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, shell.Clock, ct);
        }
        catch (OperationCanceledException)
        {
            // This is how it is meant to end.
        }
    }

    private static Option<double> Number(string name, string description, double usual, double minimum, double maximum)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum)
                {
                    return value;
                }

                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is \"{text}\": write a number from {minimum} to {maximum}."));
                return usual;
            },
        };
        return option;
    }
}
