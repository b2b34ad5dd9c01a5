using RoleSync.Discord.Http;
using RoleSync.Discord.RateLimits.Blocks;
using RoleSync.Discord.Wire;
using RoleSync.Work;

namespace RoleSync.Tests.Work;

/// <summary>What each kind of answer of Discord's does to a run, and what it says to people.</summary>
public sealed class PhaseResultTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_limit_that_opens_later_postpones_the_run_until_then()
    {
        var postponed = Assert.IsType<PhaseResult.Postponed>(Of(new DiscordAnswer<int>.Limited(_minute)));

        Assert.Equal((_minute, "Discord's limit for reading member 42 opens again then."), (postponed.Delay, postponed.Why));
        Assert.Equal("Discord lets the bot go on in 60 s, which is too long to wait for.", postponed.SentenceForWaiting);
    }

    [Fact]
    public void An_outage_postpones_the_run_by_the_pause_that_is_configured()
    {
        var postponed = Assert.IsType<PhaseResult.Postponed>(Of(new DiscordAnswer<int>.Unavailable("HTTP 503.")));

        Assert.Equal((null, "Discord gave no usable answer for reading member 42: HTTP 503."), (postponed.Delay, postponed.Why));
        Assert.Equal(postponed.Why, postponed.SentenceForWaiting);
    }

    [Fact]
    public void A_block_postpones_the_run_past_its_trial_and_a_lasting_one_fails_it()
    {
        var postponed = Assert.IsType<PhaseResult.Postponed>(Of(new DiscordAnswer<int>.Blocked(new BlockReason("The token was refused.", _minute))));
        var failed = Assert.IsType<PhaseResult.Failed>(Of(new DiscordAnswer<int>.Blocked(new BlockReason("The token was refused.", _minute, IsLasting: true))));

        Assert.Equal((_minute + TimeSpan.FromSeconds(1), "The token was refused."), (postponed.Delay, postponed.Why));
        Assert.Equal("The token was refused.", failed.Why);
    }

    [Fact]
    public void A_refusal_fails_the_run_with_a_sentence_that_says_what_to_do()
    {
        var failed = Assert.IsType<PhaseResult.Failed>(Of(new DiscordAnswer<int>.Refused(new DiscordError(403, DiscordError.MissingAccess, "Missing Access"))));

        Assert.Equal("Discord does not let the bot do this: reading member 42 (50001). Check that the bot is a member of the server.", failed.Why);
    }

    [Fact]
    public void A_call_that_was_withdrawn_means_that_another_firing_owns_the_run() =>
        Assert.IsType<PhaseResult.LeaseLost>(Of(new DiscordAnswer<int>.Withdrawn()));

    private static PhaseResult Of(DiscordAnswer<int> answer) => PhaseResult.Of(answer, "reading member 42");
}
