using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class ProgressTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Run _asked = new()
    {
        Id = new RunId(1),
        Guild = new GuildId(1),
        Kind = RunKind.Sync,
        Trigger = RunTrigger.Http,
        Phase = RunPhase.Planning,
        StartIndex = 0,
        ChunkSize = 50,
        ContinuesByItself = true,
        CreatedAt = _start,
    };

    [Fact]
    public void Planning_is_measured_by_the_members_listed() =>
        Assert.Equal(
            TimeSpan.FromSeconds(30),
            Progress.Left(_asked with { Listed = 1_000, ApproximateMembers = 4_000 }, _start.AddSeconds(10)));

    [Fact]
    public void Applying_is_measured_by_the_changes_done() =>
        Assert.Equal(
            TimeSpan.FromSeconds(10),
            Progress.Left(_asked with { Phase = RunPhase.Applying, PlannedAt = _start, Planned = 40, Applied = 28, Failed = 2 }, _start.AddSeconds(30)));

    [Fact]
    public void Nothing_is_said_before_anything_is_known()
    {
        Assert.Null(Progress.Left(_asked with { ApproximateMembers = 4_000 }, _start.AddSeconds(10)));
        Assert.Null(Progress.Left(_asked with { Listed = 1_000 }, _start.AddSeconds(10)));
        Assert.Null(Progress.Left(_asked with { Phase = RunPhase.Applying, PlannedAt = _start, Planned = 40 }, _start.AddSeconds(30)));
    }

    [Theory]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Waiting)]
    [InlineData(RunPhase.Completed)]
    public void A_run_that_is_not_at_work_has_no_end_in_sight(RunPhase phase) =>
        Assert.Null(Progress.Left(_asked with { Phase = phase, PlannedAt = _start, Planned = 40, Applied = 20 }, _start.AddSeconds(30)));

    [Fact]
    public void Nobody_is_done_before_the_first_member_even_where_the_run_begins_later()
    {
        Assert.Equal(-1, (_asked with { StartIndex = 50, NextIndex = 50 }).LastProcessedIndex);
        Assert.Equal(59, (_asked with { StartIndex = 50, NextIndex = 60 }).LastProcessedIndex);
    }
}
