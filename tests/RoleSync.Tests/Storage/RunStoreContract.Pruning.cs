using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage;
using RoleSync.Storage.History;
using RoleSync.Storage.Runs;

namespace RoleSync.Tests.Storage;

/// <content>History that is kept in bounds.</content>
public abstract partial class RunStoreContract
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(400);

    private HistoryPruner Pruner => new(Database);

    [Fact]
    public async Task What_is_older_than_history_is_kept_goes_with_its_changes_and_the_newest_run_stays()
    {
        await ForgetOthersAsync();
        var (oldest, verified) = (await WrittenAndEndedAsync(), await VerifiedAsync());
        _clock.Advance(_kept);
        var younger = await WrittenAndEndedAsync();
        _clock.Advance(TimeSpan.FromDays(1));

        await PruneAsync();

        Assert.Null(await Store.FindAsync(oldest, Ct));
        Assert.Null(await Store.FindAsync(verified, Ct));
        Assert.Empty(await JournalAsync(oldest));
        Assert.Empty(await JournalAsync(verified));
        Assert.NotEmpty(await JournalAsync(younger));
        Assert.Empty(await History.FindAsync(new ChangeFilter(_guild) { Until = _clock.GetUtcNow() - _kept }, null, 10, Ct));

        _clock.Advance(2 * _kept);
        await PruneAsync();
        Assert.False((await GetAsync(younger)).IsPruned);
        Assert.NotEmpty(await JournalAsync(younger));
    }

    [Fact]
    public async Task A_run_is_pruned_in_small_steps_and_says_so_before_its_first_change_is_gone()
    {
        await ForgetOthersAsync();
        var old = (await StartAsync()).Id;
        await TakeAsync();
        await Lease(old, 1).Plan.AddPageAsync(Page(Enumerable.Range(0, HistoryPruner.Step + 1).Select(index => (index, Grant(index, "It is above the bot.")))), Ct);
        await Lease(old, 1).EndAsync(RunPhase.Failed, null, Ct);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await WrittenAndEndedAsync();
        _clock.Advance(_kept);

        Assert.Equal(PruneStep.Done, await StepAsync());
        Assert.True((await GetAsync(old)).IsPruned);
        Assert.Single(await JournalAsync(old));
        Assert.Equal(PruneStep.Done, await StepAsync());
        Assert.Null(await Store.FindAsync(old, Ct));
        Assert.Equal(PruneStep.Nothing, await StepAsync());
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Applying)]
    public async Task While_a_run_is_under_way_history_is_left_alone_until_it_has_waited_for_a_day(RunPhase phase)
    {
        await ForgetOthersAsync();
        var old = await WrittenAndEndedAsync();
        var elsewhere = new Core.Guilds.GuildId(Interlocked.Increment(ref _guilds));
        _clock.Advance(_kept);
        await WrittenAndEndedAsync();
        await ExecuteAsync($"UPDATE runs SET phase = {(int)phase}, ended_at = NULL WHERE id = {(await VerifiedAsync(elsewhere)).Value}");
        _clock.Advance(HistoryPruner.Patience);

        Assert.Equal(PruneStep.Postponed, await StepAsync());
        Assert.NotEmpty(await JournalAsync(old));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(PruneStep.Done, await StepAsync());
        Assert.Null(await Store.FindAsync(old, Ct));
    }

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Applying)]
    [InlineData(RunPhase.Waiting)]
    public async Task A_run_that_is_not_over_stays_however_old_and_so_does_what_its_undo_would_have_to_know(RunPhase phase)
    {
        await ForgetOthersAsync();
        var before = await WrittenAndEndedAsync();
        var open = await InPhaseAsync(phase);
        var after = await VerifiedAsync();
        _clock.Advance(2 * _kept);
        await VerifiedAsync();

        await PruneAsync();

        Assert.Equal(phase, (await GetAsync(open)).Phase);
        Assert.Equal(20, (await JournalAsync(open)).Count);
        Assert.NotEmpty(await JournalAsync(after));
        Assert.Equal(phase is RunPhase.Held or RunPhase.Waiting, await Store.FindAsync(before, Ct) is null);
    }

    [Fact]
    public async Task What_is_looked_for_among_years_of_runs_is_looked_up_in_an_index()
    {
        await using var db = Database.Open();

        var prunable = await ExplainAsync(db, HistoryPruner.Prunable(db, 1).Select(run => run.Id).Take(1).CreateDbCommand());
        var digests = await ExplainAsync(db, DigestStore.Open(db, 1, 2, 3).CreateDbCommand());
        var undos = await ExplainAsync(db, db.Runs.Where(row => row.OfRun == 1 && row.Kind == RunKind.Undo).Select(row => row.Id).CreateDbCommand());
        var open = await ExplainAsync(db, RunRows.NotOver(db.Runs).Where(row => row.Kind == RunKind.Member && row.Phase == RunPhase.Applying).CreateDbCommand());

        Assert.Contains("runs_by_end", prunable, StringComparison.Ordinal);
        Assert.True(digests.Contains("runs_by_end", StringComparison.Ordinal), digests);
        Assert.Contains("runs_of_run", undos, StringComparison.Ordinal);
        Assert.Contains("runs_not_over", open, StringComparison.Ordinal);
        Assert.All(new[] { prunable, digests, undos, open }, plan => Assert.DoesNotMatch("SCAN (r|r[0-9]|runs)(\n|$)|Seq Scan on (runs|changes)", plan));
    }

    private Task<PruneStep> StepAsync() => Pruner.StepAsync(_clock.GetUtcNow() - _kept, Ct);

    private async Task PruneAsync()
    {
        while (await StepAsync() is PruneStep.Done)
        {
        }
    }

    /// <summary>A run that wrote one change, and ended now.</summary>
    private async Task<RunId> WrittenAndEndedAsync()
    {
        var id = await WrittenAsync(Outcome.Applied);
        Assert.True(await Lease(id, 1).EndAsync(RunPhase.Stopped, null, Ct));
        return id;
    }

    private async Task<RunId> VerifiedAsync(Core.Guilds.GuildId? guild = null)
    {
        var (lease, run) = await Verifications.StartAsync(guild ?? _guild, [Grant(3)], _ada, Ct);
        await lease.EndVerificationAsync(why: null, Ct);
        return run.Id;
    }

    /// <summary>The tests of a class share a database: what others left under way keeps history as it is, and what they left behind goes first.</summary>
    private Task ForgetOthersAsync() => ExecuteAsync("DELETE FROM changes; DELETE FROM runs");
}
