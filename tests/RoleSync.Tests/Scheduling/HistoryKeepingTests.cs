using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Scheduling;
using RoleSync.Storage.Databases;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Scheduling;

/// <summary>What is older than SYNC_HISTORY_DAYS goes, and whoever asks for it is told so.</summary>
public sealed class HistoryKeepingTests
{
    private static CancellationToken Ct => SandboxRuns.Ct;

    [Fact]
    public async Task An_undo_of_what_is_gone_or_going_is_refused_with_the_reason_and_one_of_what_never_was_as_before()
    {
        await using var runs = await StartAsync();
        var (gone, going) = (await runs.CompleteAsync(), await runs.CompleteAsync());
        await runs.CompleteAsync();
        await ExecuteAsync(runs, $"UPDATE runs SET ended_at = ended_at - 90000000 WHERE id = {gone.Id.Value}");
        await runs.Get<HistoryKeeping>().WorkAsync(Ct);
        await ExecuteAsync(runs, $"UPDATE runs SET is_pruned = TRUE WHERE id = {going.Id.Value}");
        var followUps = runs.Get<FollowUpRuns>();

        Assert.Null(await runs.Store.FindAsync(gone.Id, Ct));
        Assert.Contains("is not stored any more. Runs are kept for 1 days", Assert.IsType<FollowAnswer.NoSuchRun>(await followUps.UndoAsync(gone.Id, RunTrigger.Cli, Ct)).Why, StringComparison.Ordinal);
        Assert.Contains("is not stored any more", Assert.IsType<FollowAnswer.NoSuchRun>(await followUps.ApplyAsync(gone.Id, RunTrigger.Cli, Ct)).Why, StringComparison.Ordinal);
        Assert.Contains("SYNC_HISTORY_DAYS", Assert.IsType<FollowAnswer.Refused>(await followUps.UndoAsync(going.Id, RunTrigger.Cli, Ct)).Why, StringComparison.Ordinal);
        Assert.Equal("There is no run 99.", Assert.IsType<FollowAnswer.NoSuchRun>(await followUps.UndoAsync(new RunId(99), RunTrigger.Cli, Ct)).Why);
    }

    [Fact]
    public async Task An_undo_whose_run_began_to_go_just_before_it_started_fails_instead_of_taking_back_a_part()
    {
        await using var runs = await StartAsync();
        var undone = await runs.CompleteAsync();
        var undo = Assert.IsType<RunStart.Started>(await runs.Store.StartAsync(
            new RunRequest(new GuildId(runs.Guild.Id), RunKind.Undo, RunTrigger.Cli, 0, 50, ContinuesByItself: true, undone.Id), Ct)).Run;
        await ExecuteAsync(runs, $"UPDATE runs SET is_pruned = TRUE WHERE id = {undone.Id.Value}");
        var writes = runs.Server.Journal.WriteCount;

        Assert.Null(await runs.FireAsync());

        var failed = await runs.FindAsync(undo.Id);
        Assert.Equal(RunPhase.Failed, failed.Phase);
        Assert.Contains("SYNC_HISTORY_DAYS", failed.Error, StringComparison.Ordinal);
        Assert.Equal(writes, runs.Server.Journal.WriteCount);
    }

    private static Task<SandboxRuns> StartAsync() => SandboxRuns.StartAsync(
        new SandboxOptions { Seed = 5, Speed = 50, Guilds = [new GuildOptions { Members = 20, WrongShare = 0.3 }] }, ("SYNC_HISTORY_DAYS", "1"));

    private static async Task ExecuteAsync(SandboxRuns runs, string sql)
    {
        await using var db = runs.Get<Database>().Open();
        await db.Database.ExecuteSqlRawAsync(sql, Ct);
    }
}
