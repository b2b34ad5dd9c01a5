using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using Spectre.Console;

namespace RoleSync.Cli.Watching;

/// <summary>Shows the progress of a run: bars at a terminal, at most a line a second elsewhere.</summary>
internal sealed class ProgressDisplay(Shell shell)
{
    private static readonly TimeSpan _betweenLines = TimeSpan.FromSeconds(1);

    private readonly Speed _speed = new(shell.Clock);

    /// <summary>Runs the work and shows every state that it reports.</summary>
    public Task<T> DuringAsync<T>(Func<Action<SyncStatus>, Task<T>> work) =>
        shell.Screen is { } screen ? WithBarAsync(screen, work) : work(Lines());

    private async Task<T> WithBarAsync<T>(Screen screen, Func<Action<SyncStatus>, Task<T>> work)
    {
        using var drawing = screen.Draw();
        return await screen.Console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(context =>
            {
                var bar = context.AddTask("starting").IsIndeterminate();
                return work(status =>
                {
                    bar.IsIndeterminate = status.Phase is "planning" or null;
                    bar.MaxValue = Math.Max(1, status.TotalUsers);
                    bar.Value = status.ProcessedUsers;
                    bar.Description = Markup.Escape(StatusText.Line(status, _speed.At(status.Applied)));
                });
            });
    }

    private Action<SyncStatus> Lines()
    {
        string? last = null;
        var at = 0L;
        return status =>
        {
            var line = StatusText.Line(status, _speed.At(status.Applied));
            if (line == last || (last is not null && shell.Clock.GetElapsedTime(at) < _betweenLines))
            {
                return;
            }

            (last, at) = (line, shell.Clock.GetTimestamp());
            shell.Error.WriteLine(line);
        };
    }
}
