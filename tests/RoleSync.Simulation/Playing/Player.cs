using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Judging;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Service;
using RoleSync.Storage.Databases;

namespace RoleSync.Simulation.Playing;

/// <summary>What came of a history.</summary>
/// <param name="Findings">What must never be; empty when all is well.</param>
/// <param name="Story">What happened.</param>
/// <param name="Elapsed">Virtual time.</param>
internal sealed record Outcome(IReadOnlyList<Finding> Findings, Story Story, TimeSpan Elapsed);

/// <summary>Plays histories, one after the other, each in a world and a database of its own.</summary>
internal sealed class Player : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(120);

    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"rolesync-simulation-{Environment.ProcessId}")).FullName;
    private string? _template;
    private int _played;

    /// <summary>Plays a history to its end.</summary>
    public Outcome Play(History history, bool keepsStory, Action<IServiceCollection>? plant = null)
    {
        var time = new VirtualTime(history.Seed);
        var story = new Story(time, keepsStory);
        var file = Path.Combine(_folder, $"{_played++}.db");
        File.Copy(Template(), file, overwrite: true);
        var stage = new Stage(history, time, story, file, plant);
        List<Finding> findings = [];
        try
        {
            SingleThread.Run(() => PlayAsync(stage), time, history.Seed, _patience);
        }
        catch (Exception fault)
        {
            findings.Add(new Finding(time.Elapsed, fault is HungException ? "a history ends" : "the simulation itself does not fail", fault.ToString()));
            story.Tell("JUDGE", fault.ToString());
        }

        findings.InsertRange(0, stage.Judge.Findings);
        SqliteConnection.ClearAllPools();
        foreach (var part in Directory.EnumerateFiles(_folder, $"{Path.GetFileName(file)}*"))
        {
            File.Delete(part);
        }

        return new Outcome(findings, story, time.Elapsed);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task PlayAsync(Stage stage)
    {
        await stage.Supervisor.StartAsync();
        var watcher = new Watcher(stage);
        watcher.Begin();
        foreach (var happening in stage.History.Events.OrderBy(happening => happening.At))
        {
            stage.Time.CreateTimer(_ => _ = HappenAsync(stage, happening), null, Later(happening.At, stage.Time.Elapsed), Timeout.InfiniteTimeSpan);
        }

        await Task.Delay(Later(stage.History.Length, stage.Time.Elapsed), stage.Time);
        await new Ending(stage).PlayAsync();
        watcher.End();
        foreach (var instance in stage.Supervisor.Up.ToList())
        {
            instance.Process.Crash("the end of the history");
        }
    }

    private static async Task HappenAsync(Stage stage, Happening happening)
    {
        try
        {
            var what = await happening.PlayAsync(stage);
            stage.Story.Tell("event", what);
        }
        catch (NobodyThereException)
        {
            stage.Story.Tell("event", $"{happening.GetType().Name}: nobody is there");
        }
        catch (Exception fault) when (stage.Judge.Stores(TimeSpan.FromMinutes(1)))
        {
            stage.Judge.Find("no exception that nobody planned", $"{happening}: {fault}");
        }
        catch (Exception fault)
        {
            stage.Story.Tell("event", $"{happening.GetType().Name}: {fault.Message}");
        }
    }

    private static TimeSpan Later(TimeSpan at, TimeSpan now) => at > now ? at - now : TimeSpan.Zero;

    /// <summary>An empty database with its tables, made once.</summary>
    private string Template()
    {
        if (_template is null)
        {
            var file = Path.Combine(_folder, "template");
            Debug.Assert(SingleThread.IsHere, "The simulation needs a process with one pool thread.");
            var problem = Task.Run(() => new SqliteDatabase(SimulatedDatabase.Connection(file)).PrepareAsync(CancellationToken.None)).GetAwaiter().GetResult();
            if (problem is not null)
            {
                throw new InvalidOperationException(problem);
            }

            SqliteConnection.ClearAllPools();
            _template = file;
        }

        return _template;
    }
}
