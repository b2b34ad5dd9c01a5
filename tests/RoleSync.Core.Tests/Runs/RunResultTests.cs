using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class RunResultTests
{
    private const double MaxUnknown = 0.1;

    private static readonly Run _done = new()
    {
        Id = new RunId(1),
        Guild = new GuildId(1),
        Kind = RunKind.Sync,
        Trigger = RunTrigger.Http,
        Phase = RunPhase.Completed,
        StartIndex = 0,
        ChunkSize = 50,
        ContinuesByItself = true,
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Total = 100,
        NextIndex = 100,
        Known = 100,
    };

    [Theory]
    [InlineData(RunPhase.Planning)]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Applying)]
    [InlineData(RunPhase.Waiting)]
    [InlineData(RunPhase.Stopped)]
    [InlineData(RunPhase.Failed)]
    public void A_run_that_is_not_completed_has_no_result(RunPhase phase) =>
        Assert.Null(RunResult.Of(_done with { Phase = phase, Unknown = 100, Refused = 3 }, MaxUnknown));

    [Fact]
    public void All_is_well_where_everything_was_applied_or_nothing_was_to_be_done()
    {
        Assert.Equal(new RunResult(RunResultKind.Ok, null), RunResult.Of(_done, MaxUnknown));
        Assert.Equal(new RunResult(RunResultKind.Ok, null), RunResult.Of(_done with { Total = 0, NextIndex = 0 }, MaxUnknown));
        Assert.Equal(new RunResult(RunResultKind.Ok, null), RunResult.Of(_done with { Planned = 9, Applied = 8, Skipped = 1, Unknown = 10 }, MaxUnknown));
    }

    [Fact]
    public void Changes_that_were_refused_or_got_no_answer_are_a_warning_that_counts_them()
    {
        var result = RunResult.Of(_done with { Planned = 9, Applied = 6, Refused = 2, Failed = 1 }, MaxUnknown);

        Assert.Equal(new RunResult(RunResultKind.Warnings, "Not every change could be made: 2 were refused, 1 got no usable answer."), result);
    }

    [Fact]
    public void More_unknown_standings_than_the_setting_allows_are_a_warning()
    {
        var result = RunResult.Of(_done with { Planned = 9, Applied = 9, Unknown = 11 }, MaxUnknown);

        Assert.Equal(RunResultKind.Warnings, result?.Kind);
        Assert.Equal("Ethos gave no trustworthy answer for 11 of 100 members, more than SYNC_MAX_UNKNOWN (10 %).", result?.Why);
    }

    [Fact]
    public void A_run_in_which_Ethos_knew_nothing_about_anybody_has_done_nothing()
    {
        var result = RunResult.Of(_done with { Unknown = 100, Known = 0 }, MaxUnknown);

        Assert.Equal(new RunResult(RunResultKind.Nothing, "Ethos gave no trustworthy answer for 100 of 100 members: no role was changed."), result);
    }

    [Fact]
    public void An_undo_asks_Ethos_nothing_and_is_not_judged_by_what_it_knew() =>
        Assert.Equal(RunResultKind.Ok, RunResult.Of(_done with { Kind = RunKind.Undo, Unknown = 100, Planned = 2, Applied = 2 }, 1)?.Kind);

    [Theory]
    [InlineData(7, 0, "No change could be made: 7 were refused.")]
    [InlineData(0, 1, "No change could be made: 1 got no usable answer.")]
    public void A_run_whose_every_change_was_refused_or_got_no_answer_has_done_nothing(int refused, int failed, string why) =>
        Assert.Equal(
            new RunResult(RunResultKind.Nothing, why),
            RunResult.Of(_done with { Planned = refused + failed, Refused = refused, Failed = failed }, MaxUnknown));

    [Fact]
    public void A_dry_run_is_judged_by_what_it_could_plan()
    {
        Assert.Equal(RunResultKind.Warnings, RunResult.Of(_done with { Kind = RunKind.DryRun, Planned = 5, Refused = 1 }, MaxUnknown)?.Kind);
        Assert.Equal(RunResultKind.Nothing, RunResult.Of(_done with { Kind = RunKind.DryRun, Refused = 1 }, MaxUnknown)?.Kind);
    }
}
