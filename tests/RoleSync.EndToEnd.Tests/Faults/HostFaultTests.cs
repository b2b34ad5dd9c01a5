using Microsoft.Data.Sqlite;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Faults;

/// <summary>Signals, a full disk, a locked database, a second process: the run goes on by itself, and its guild is made right.</summary>
public sealed class HostFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private FaultBench _bench = null!;

    private int InFlight => WritesInFlight.Most(_bench.Sandbox.Journal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Slow enough to be met in the middle: some 15 writes a second.
    public async ValueTask InitializeAsync() => _bench = await FaultBench.StartAsync(members: 300, speed: 15);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task SIGTERM_drains_within_5_s_and_the_run_goes_on_at_the_next_start()
    {
        await BeginAsync();
        var start = TimeProvider.System.GetTimestamp();

        _bench.Service.Signal("TERM");
        var code = await _bench.Service.EndAsync(Ct);

        Assert.Equal(0, code);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.NotEmpty(_bench.Guild.WrongMembers());
        await _bench.StartServiceAsync();
        await EndsRightAsync(repeatedWrites: 0);
    }

    [Fact]
    public async Task SIGSTOP_for_20_s_makes_the_run_wait_and_no_longer()
    {
        await BeginAsync();

        _bench.Service.Signal("STOP");
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
        _bench.Service.Signal("CONT");

        await EndsRightAsync(InFlight);
    }

    [Fact]
    public async Task A_database_that_another_program_locks_for_20_s_delays_the_run()
    {
        await BeginAsync();
        await using (var other = new SqliteConnection($"Data Source={_bench.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync(Ct);
            await using var transaction = other.BeginTransaction(deferred: false);
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System, Ct);
            await transaction.RollbackAsync(Ct);
        }

        await EndsRightAsync(InFlight);
    }

    [Fact]
    public async Task A_disk_without_room_stops_the_writes_until_there_is_room_again()
    {
        await BeginAsync();

        // A limit on the length of files does what a full disk does, to this process alone.
        await LimitFilesAsync("1:unlimited");
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, Ct);
        var writes = _bench.Sandbox.Journal.WriteCount;
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Ct);
        Assert.InRange(_bench.Sandbox.Journal.WriteCount, writes, writes + 1);
        Assert.NotEmpty(_bench.Guild.WrongMembers());
        await LimitFilesAsync("unlimited:unlimited");

        // What was in flight when the room ended; no attempt since has sent anything.
        await EndsRightAsync(InFlight);
    }

    [Fact]
    public async Task A_second_process_on_the_same_file_by_whatever_name_refuses_to_start_and_a_killed_one_leaves_no_lock()
    {
        var settings = ServiceProcess.Settings(_bench.Sandbox, _bench.DatabaseFile);
        var hardLink = $"{_bench.DatabaseFile}.hard";
        using (var ln = System.Diagnostics.Process.Start("ln", [_bench.DatabaseFile, hardLink]))
        {
            await ln.WaitForExitAsync(Ct);
        }

        foreach (var name in new[] { _bench.DatabaseFile, File.CreateSymbolicLink($"{_bench.DatabaseFile}.link", _bench.DatabaseFile).FullName, hardLink, $"file:{_bench.DatabaseFile}" })
        {
            settings["ROLESYNC_DATABASE"] = $"Data Source={name}";
            var (code, output) = await ServiceProcess.RunAsync("serve", settings, Ct);
            Assert.True(code == 2, $"A second process on {name} ended with {code}.");
            Assert.Contains("Another rolesync serves the database", output, StringComparison.Ordinal);
        }

        // The doctor only reads.
        var (_, examined) = await ServiceProcess.RunAsync("doctor", settings, Ct);
        Assert.Contains("The database can be written", examined, StringComparison.Ordinal);

        await _bench.Service.KillAsync(Ct);
        await _bench.StartServiceAsync();
        _bench.Spoil();
        await _bench.HealAsync();
    }

    /// <summary>A run in the middle of its writes.</summary>
    private async Task BeginAsync()
    {
        _bench.Spoil(robbed: 72, gifted: 8);
        await _bench.TriggerAsync();
        await _bench.Caller.WaitAsync(_ => _bench.Sandbox.Journal.WriteCount >= 12, _patience, Ct);
    }

    private async Task EndsRightAsync(int repeatedWrites)
    {
        var end = await _bench.Caller.WaitForEndAsync(Ct);
        Assert.True(SyncCaller.Phase(end) == "completed", end.ToString());
        Assert.InRange(_bench.Sandbox.Journal.RepeatedWrites, 0, repeatedWrites);
        _bench.AssertRight();
    }

    private async Task LimitFilesAsync(string limit)
    {
        using var prlimit = System.Diagnostics.Process.Start("prlimit", ["--pid", $"{_bench.Service.Id}", $"--fsize={limit}"]);
        await prlimit.WaitForExitAsync(Ct);
        Assert.Equal(0, prlimit.ExitCode);
    }
}
