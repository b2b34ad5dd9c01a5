using Microsoft.Data.Sqlite;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Signals, a full disk, a locked database, a second process: the run goes on by itself, and its guild is made right.</summary>
public sealed class HostFaultTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SIGTERM_drains_within_5_s_and_the_run_goes_on_at_the_next_start()
    {
        await using var bench = await StartInMidRunAsync();
        var start = TimeProvider.System.GetTimestamp();

        bench.Service.Signal("TERM");
        var code = await bench.Service.EndAsync(Ct);

        Assert.Equal(0, code);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.NotEmpty(bench.Guild.WrongMembers());
        await bench.StartServiceAsync();
        await EndsRightAsync(bench, repeatedWrites: 0);
    }

    [Fact]
    public async Task SIGSTOP_for_20_s_makes_the_run_wait_and_no_longer()
    {
        await using var bench = await StartInMidRunAsync();

        bench.Service.Signal("STOP");
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
        bench.Service.Signal("CONT");

        await EndsRightAsync(bench, WritesInFlight.Most(bench.Sandbox.Journal));
    }

    [Fact]
    public async Task A_database_that_another_program_locks_for_20_s_delays_the_run()
    {
        await using var bench = await StartInMidRunAsync();
        await using (var other = new SqliteConnection($"Data Source={bench.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync(Ct);
            await using var transaction = other.BeginTransaction(deferred: false);
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
            await transaction.RollbackAsync(Ct);
        }

        await EndsRightAsync(bench, WritesInFlight.Most(bench.Sandbox.Journal));
    }

    [Fact]
    public async Task A_disk_without_room_stops_the_writes_until_there_is_room_again()
    {
        await using var bench = await StartInMidRunAsync();

        // A limit on the length of files does what a full disk does, to this process alone.
        await LimitFilesAsync(bench, "1:unlimited");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        var writes = bench.Sandbox.Journal.WriteCount;
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Ct);
        Assert.InRange(bench.Sandbox.Journal.WriteCount, writes, writes + 1);
        Assert.NotEmpty(bench.Guild.WrongMembers());
        await LimitFilesAsync(bench, "unlimited:unlimited");

        // What was in flight when the room ended; no attempt since has sent anything.
        await EndsRightAsync(bench, WritesInFlight.Most(bench.Sandbox.Journal));
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_by_whatever_name_refuses_to_start_and_a_killed_one_leaves_no_lock()
    {
        await using var bench = await StartAsync();
        var settings = ServiceProcess.Settings(bench.Sandbox, bench.DatabaseFile);
        var hardLink = $"{bench.DatabaseFile}.hard";
        using (var ln = System.Diagnostics.Process.Start("ln", [bench.DatabaseFile, hardLink]))
        {
            await ln.WaitForExitAsync(Ct);
        }

        foreach (var name in new[] { bench.DatabaseFile, File.CreateSymbolicLink($"{bench.DatabaseFile}.link", bench.DatabaseFile).FullName, hardLink, $"file:{bench.DatabaseFile}" })
        {
            settings["ROLESYNC_DATABASE"] = $"Data Source={name}";
            var (code, output) = await ServiceProcess.RunAsync("serve", settings, Ct);
            Assert.True(code == 2, $"A second process on {name} ended with {code}.");
            Assert.Contains("Another rolesync serves the database", output, StringComparison.Ordinal);
        }

        // The doctor only reads.
        var (_, examined) = await ServiceProcess.RunAsync("doctor", settings, Ct);
        Assert.Contains("The database can be written", examined, StringComparison.Ordinal);

        await bench.Service.KillAsync(Ct);
        await bench.StartServiceAsync();
        bench.Spoil();
        await bench.HealAsync();
    }

    // Slow enough to be met in the middle: some 15 writes a second.
    private static Task<FaultBench> StartAsync() => FaultBench.StartAsync(members: 300, speed: 15);

    /// <summary>A run in the middle of its writes.</summary>
    private static async Task<FaultBench> StartInMidRunAsync()
    {
        var bench = await StartAsync();
        bench.Spoil(robbed: 72, gifted: 8);
        await bench.TriggerAsync();
        await bench.Caller.WaitAsync(_ => bench.Sandbox.Journal.WriteCount >= 12, _patience, Ct);
        return bench;
    }

    private static async Task EndsRightAsync(FaultBench bench, int repeatedWrites)
    {
        var end = await bench.Caller.WaitForEndAsync(Ct);
        Assert.True(SyncCaller.Phase(end) == "completed", end.ToString());
        Assert.InRange(bench.Sandbox.Journal.RepeatedWrites, 0, repeatedWrites);
        bench.AssertRight();
    }

    private static async Task LimitFilesAsync(FaultBench bench, string limit)
    {
        using var prlimit = System.Diagnostics.Process.Start("prlimit", ["--pid", $"{bench.Service.Id}", $"--fsize={limit}"]);
        await prlimit.WaitForExitAsync(Ct);
        Assert.Equal(0, prlimit.ExitCode);
    }
}
