using Microsoft.EntityFrameworkCore;
using RoleSync.Api.Health;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Standings;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage.Databases;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Tests.Hosting;
using RoleSync.Work;
using static RoleSync.Tests.Hosting.DatedRuns;

namespace RoleSync.Tests.Scheduling;

/// <summary>A run whose firing throws what nobody foresaw says so, rests longer each time, and ends where it is no outage.</summary>
public sealed class FiringFaultsTests
{
    private static readonly GuildOptions _guild = new() { Members = 60, TwinShare = 0 };

    [Theory]
    [InlineData("runs", "UPDATE")]
    [InlineData("runs", "UPDATE OF applied")]
    [InlineData("changes", "UPDATE")]
    [InlineData("changes", "UPDATE OF outcome")]
    public async Task Nothing_is_written_to_Discord_while_the_database_refuses_what_outcomes_are_stored_with(string table, string statement)
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(20);
        var run = await bench.StartAsync();
        await RefuseAsync(bench, table, statement, isOn: true);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 9; i++)
        {
            pauses.Add((await bench.WorkAsync())!.Value);
            bench.Clock.Shift(pauses[^1]);
        }

        Assert.Equal(0, bench.Sandbox.Journal.WriteCount);
        Assert.Equal([10, 20, 40, 80, 160, 320, 600, 600, 600], pauses.Select(pause => pause.TotalSeconds));
        var resting = await bench.GetAsync(run);
        Assert.True(resting.Phase.IsRunning());
        Assert.Contains("The database does not take what is to be stored", resting.Error, StringComparison.Ordinal);
        Assert.Contains("no room in the tests", resting.Error, StringComparison.Ordinal);
        Assert.NotNull(resting.ResumesAt);

        await RefuseAsync(bench, table, statement, isOn: false);
        var end = await bench.FireAsync(run);

        Assert.Equal((RunPhase.Completed, 20, null), (end.Phase, end.Applied, end.Error));
        Assert.Empty(bench.Guild.WrongMembers());
        Assert.Equal(0, bench.Sandbox.Journal.RepeatedWrites);
        Assert.Empty(bench.Get<UnstoredPostponements>().All);
    }

    [Fact]
    public async Task A_database_that_begins_to_refuse_in_mid_run_costs_no_more_writes_than_were_in_flight()
    {
        await using var bench = await StartAsync(_guild);
        bench.Spoil(20);
        var run = await bench.StartAsync();
        var writes = 0;
        bench.Sandbox.Faults.Add("DELETE /guilds/*/members/*/roles/*", Fault.Custom(async _ =>
        {
            if (Interlocked.Increment(ref writes) == 5)
            {
                await RefuseAsync(bench, "changes", "UPDATE", isOn: true);
            }

            return false;
        }));

        var delay = await bench.WorkAsync();
        var sent = bench.Sandbox.Journal.WriteCount;
        bench.Clock.Shift(delay!.Value);
        bench.Clock.Shift((await bench.WorkAsync())!.Value);

        Assert.Equal(TimeSpan.FromSeconds(10), delay);
        Assert.InRange(sent, 5, 16);
        Assert.Equal(sent, bench.Sandbox.Journal.WriteCount);
        await RefuseAsync(bench, "changes", "UPDATE", isOn: false);
        var end = await bench.FireAsync(run);
        Assert.Equal((RunPhase.Completed, 20), (end.Phase, end.Applied));
        Assert.Empty(bench.Guild.WrongMembers());
    }

    [Fact]
    public async Task The_third_fault_of_another_kind_ends_the_run_with_its_sentence_and_frees_the_guild()
    {
        await using var bench = await StartAsync(_guild);
        var run = await bench.StartAsync();
        var faults = bench.Get<RoleSync.Scheduling.FiringFaults>();
        var pauses = new List<double?>();
        for (var i = 0; i < 3; i++)
        {
            var lease = await LeaseAsync(bench);
            pauses.Add((await faults.HandleAsync(bench.GuildId, lease, new ArgumentOutOfRangeException("members"), Ct))?.TotalSeconds);
        }

        var ended = await bench.GetAsync(run);
        Assert.Equal([10, 20, null], pauses);
        Assert.Equal(RunPhase.Failed, ended.Phase);
        Assert.Contains("ArgumentOutOfRangeException", ended.Error, StringComparison.Ordinal);
        Assert.Contains("third fault", ended.Error, StringComparison.Ordinal);
        Assert.Equal(RunPhase.Completed, (await bench.RunAsync()).Phase);
    }

    [Fact]
    public async Task Pauses_begin_anew_once_the_run_has_moved()
    {
        await using var bench = await StartAsync(_guild);
        var run = await bench.StartAsync();
        var faults = bench.Get<RoleSync.Scheduling.FiringFaults>();
        var pauses = new List<double?>();
        for (var i = 0; i < 4; i++)
        {
            var lease = await LeaseAsync(bench);
            pauses.Add((await faults.HandleAsync(bench.GuildId, lease, new IOException("the disk is full"), Ct))?.TotalSeconds);
            if (i == 1)
            {
                await Execute(bench, "UPDATE runs SET listed = listed + 1000");
            }
        }

        Assert.Equal([10, 20, 10, 20], pauses);
        Assert.Contains("the disk is full", (await bench.GetAsync(run)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_a_firing_that_was_overtaken_is_not_counted()
    {
        await using var bench = await StartAsync(_guild);
        var run = await bench.StartAsync();
        var old = await LeaseAsync(bench);
        await LeaseAsync(bench);

        Assert.Null(await bench.Get<RoleSync.Scheduling.FiringFaults>().HandleAsync(bench.GuildId, old, new InvalidOperationException("late"), Ct));
        Assert.Null((await bench.GetAsync(run)).Error);
    }

    [Fact]
    public async Task A_run_that_rested_unstored_and_was_ended_by_another_process_is_told_of_no_more()
    {
        await using var bench = await StartAsync(_guild);
        await bench.StartAsync();
        var lease = await LeaseAsync(bench);
        await RefuseAsync(bench, "runs", "UPDATE", isOn: true);
        Assert.NotNull(await bench.Get<RoleSync.Scheduling.FiringFaults>().HandleAsync(bench.GuildId, lease, new IOException("the connection was cut"), Ct));
        Assert.Single(bench.Get<UnstoredPostponements>().All);
        await RefuseAsync(bench, "runs", "UPDATE", isOn: false);
        await lease.CompleteAsync(Ct);

        Assert.Null(await bench.WorkAsync());

        Assert.Empty(bench.Get<UnstoredPostponements>().All);
    }

    [Fact]
    public async Task Readiness_names_a_run_that_is_silent_one_that_cannot_be_stored_and_a_guild_whose_runs_do_nothing()
    {
        await using var bench = await StartAsync(_guild);
        var check = new RunsCheck(
            bench.Get<RunHealth>(), bench.Get<UnstoredPostponements>(), bench.Get<RoleSync.Policies.GuildPolicies>(),
            bench.Get<Microsoft.Extensions.Options.IOptions<SyncOptions>>(), bench.Clock);
        async Task<string?> Says() => (await check.CheckHealthAsync(null!, Ct)).Description;

        Assert.Null(await Says());
        var run = await bench.StartAsync();
        Assert.Null(await Says());
        bench.Clock.Shift(TimeSpan.FromMinutes(3));
        Assert.Contains($"run {run}: Nothing of this run has been stored since", await Says(), StringComparison.Ordinal);
        await bench.FireAsync(run);
        Assert.Null(await Says());

        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Status(401));
        var silent = await bench.RunAsync();
        Assert.Equal((RunPhase.Completed, silent.Total), (silent.Phase, silent.Unknown));
        bench.Clock.Shift(TimeSpan.FromHours(24));
        var again = await bench.RunAsync();
        var since = $"{silent.EndedAt:yyyy-MM-dd HH:mm} UTC";
        Assert.Contains($"since {since}, last in run {again.Id}: Ethos gave no trustworthy answer for", await Says(), StringComparison.Ordinal);

        bench.Sandbox.Faults.Clear();
        bench.Clock.Shift(TimeSpan.FromHours(24));
        Assert.Equal(0, (await bench.RunAsync()).Unknown);
        Assert.Null(await Says());
    }

    [Fact]
    public async Task A_look_up_of_any_size_is_split_where_Ethos_takes_five_hundred()
    {
        await using var bench = await StartAsync(new GuildOptions { Members = 2_400, TwinShare = 0 });
        var calls = bench.Sandbox.Journal.Count(method: "POST");
        var standings = await bench.Get<StandingBatches>().LookUpAsync(
            [.. bench.Guild.VerifiedMembers().Select(member => new MemberId(member))], LookUpTerms.Anew(RequestPriority.Bulk), Ct);

        Assert.Equal(bench.Guild.VerifiedMembers().Distinct().Count(), standings.Count);
        Assert.Equal(calls + ((standings.Count + 499) / 500), bench.Sandbox.Journal.Count(method: "POST"));
    }

    private static async Task<RunLease> LeaseAsync(DatedRuns bench) =>
        (await bench.Leases.TakeAsync(bench.GuildId, Ct) is ({ } lease, _) ? lease : null)!;

    private static async Task RefuseAsync(DatedRuns bench, string table, string statement, bool isOn)
    {
        await Execute(bench, "DROP TRIGGER IF EXISTS refuses");
        if (isOn)
        {
            await Execute(bench, $"CREATE TRIGGER refuses BEFORE {statement} ON {table} BEGIN SELECT RAISE(ABORT, 'no room in the tests'); END");
        }
    }

    private static async Task Execute(DatedRuns bench, string sql)
    {
        await using var db = bench.Get<Database>().Open();
        await db.Database.ExecuteSqlRawAsync(sql, Ct);
    }
}
