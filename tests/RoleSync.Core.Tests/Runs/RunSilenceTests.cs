using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Core.Tests.Runs;

public sealed class RunSilenceTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 2, 0, 0, TimeSpan.Zero);

    private static readonly Run _moving = new()
    {
        Id = new RunId(1),
        Guild = new GuildId(1),
        Kind = RunKind.Sync,
        Trigger = RunTrigger.Http,
        Phase = RunPhase.Applying,
        StartIndex = 0,
        ChunkSize = 50,
        ContinuesByItself = true,
        CreatedAt = _start,
        MovedAt = _start.AddMinutes(1),
    };

    [Fact]
    public void A_run_that_stored_something_within_two_minutes_is_not_silent() => Assert.Null(RunSilence.Of(_moving, _start.AddMinutes(3)));

    [Fact]
    public void A_run_that_has_stored_nothing_for_longer_is_and_the_sentence_says_since_when()
    {
        var sentence = RunSilence.Of(_moving, _start.AddMinutes(6));

        Assert.StartsWith("Nothing of this run has been stored since 2026-01-01 02:01 UTC, for 5 minutes", sentence, StringComparison.Ordinal);
        Assert.NotNull(RunSilence.Of(_moving with { MovedAt = null, Phase = RunPhase.Planning }, _start.AddMinutes(2.1)));
    }

    [Fact]
    public void A_run_that_rests_until_a_time_that_it_names_is_silent_only_when_it_is_late_by_two_minutes()
    {
        var resting = _moving with { ResumesAt = _start.AddMinutes(30) };

        Assert.Null(RunSilence.Of(resting, _start.AddMinutes(32)));
        Assert.NotNull(RunSilence.Of(resting, _start.AddMinutes(32.1)));
    }

    [Theory]
    [InlineData(RunPhase.Held)]
    [InlineData(RunPhase.Waiting)]
    [InlineData(RunPhase.Completed)]
    [InlineData(RunPhase.Failed)]
    public void A_run_that_is_not_to_move_is_never_silent(RunPhase phase) =>
        Assert.Null(RunSilence.Of(_moving with { Phase = phase }, _start.AddDays(1)));
}
