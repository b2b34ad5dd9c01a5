using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Interactions.Commands;
using RoleSync.Members;

namespace RoleSync.Tests.Interactions.Commands;

public sealed class VerifyWordsTests
{
    private static readonly Policy _policy = new PolicyDraft(TierLadder.Default).Add("VERIFIED_ROLE_ID", new RoleId(1)).Build().Value!;
    private static readonly Standing.Known _known = new(1640.5, false, false, HasInteractions: true);

    [Fact]
    public void What_changed_is_told_by_role_and_the_score_with_its_tier() => Assert.Equal(
        "Ethos shows a score of **1640.5** (Established).\nGiven: <@&1>, <@&2>.\nTaken: <@&3>.",
        Self(new VerifyAnswer.Looked(_known, [Change(1), Change(2), Change(3, ChangeKind.Revoke)], null)));

    [Fact]
    public void Whoever_is_right_already_is_told_so() =>
        Assert.Equal("Ethos shows a score of **1640.5** (Established). Your roles are right already.", Self(new VerifyAnswer.Looked(_known, [], null)));

    [Fact]
    public void A_moderator_reads_about_somebody_else() => Assert.Equal(
        "Ethos shows a score of **1640.5** (Established) for <@5>. The roles are right already.",
        Other(new VerifyAnswer.Looked(_known, [], null)));

    [Fact]
    public void What_Discord_refuses_is_for_whoever_runs_the_server() => Assert.Equal(
        "Ethos shows a score of **1640.5** (Established).\nGiven: <@&1>.\nNot changed: <@&2>. It is above the bot.\nSomebody who runs the server has to mend that.",
        Self(new VerifyAnswer.Looked(_known, [Change(1), Change(2) with { Outcome = Outcome.Refused, Note = "It is above the bot." }], null)));

    [Fact]
    public void What_could_not_be_sent_can_be_tried_again() => Assert.Equal(
        "Ethos shows a score of **1640.5** (Established).\nNot changed: <@&1>, <@&2>. Discord is down.\nTry again in a minute, or wait for the next sync.",
        Self(new VerifyAnswer.Looked(_known, [Change(1) with { Outcome = Outcome.Failed }, Change(2) with { Outcome = Outcome.Failed }], "Discord is down.")));

    [Fact]
    public void Whoever_is_not_linked_learns_where_to_link_and_that_nothing_changed()
    {
        var words = Self(new VerifyAnswer.NotLinked());

        Assert.Contains($"<{VerifyWords.LinkPage}>", words, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", words, StringComparison.Ordinal);
        Assert.StartsWith("Nobody at Ethos has linked the Discord account of <@5>.", Other(new VerifyAnswer.NotLinked()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_without_a_profile_is_told_apart_from_one_that_is_not_linked() => Assert.StartsWith(
        "There is no Ethos profile behind your Discord account, and nobody has reviewed or vouched for it.",
        Self(new VerifyAnswer.Looked(_known with { HasInteractions = false }, [], null)), StringComparison.Ordinal);

    [Fact]
    public void Every_other_end_says_that_nothing_changed_or_when_to_come_back()
    {
        Assert.Equal(
            "Ethos gave no answer that can be relied on. Ethos answered 500. Nothing was changed. Try again in a few minutes.",
            Self(new VerifyAnswer.EthosSilent("Ethos answered 500.")));
        Assert.Equal("<@5> is a bot, and bots have no Ethos roles. Nothing was changed.", Other(new VerifyAnswer.LeftAlone(VerifyAnswer.Reason.IsBot)));
        Assert.Equal("You hold the role that exempts from Ethos roles. Nothing was changed.", Self(new VerifyAnswer.LeftAlone(VerifyAnswer.Reason.IsExempt)));
        Assert.Equal("That did not work just now. Discord is down. Nothing was changed. Try again in a minute.", Self(new VerifyAnswer.NotNow("Discord is down.", false)));
        Assert.Equal(
            "The bot cannot do this until somebody who runs the server mends something: Give it Manage Roles. Nothing was changed.",
            Self(new VerifyAnswer.NotNow("Give it Manage Roles.", true)));
        Assert.Equal("You were verified a moment ago. Try again in 20 s.", Self(new VerifyAnswer.TooSoon(TimeSpan.FromSeconds(20))));
    }

    private static string Self(VerifyAnswer answer) => new VerifyWords(null, _policy).Of(answer);

    private static string Other(VerifyAnswer answer) => new VerifyWords(new MemberId(5), _policy).Of(answer);

    private static StoredChange Change(ulong role, ChangeKind kind = ChangeKind.Grant) => new(
        (long)role, new RunId(1), 0, new Change(new MemberId(5), new RoleId(role), kind, Direction.Gain, false, "score 1640.5", "+ X"), Outcome.Applied, null,
        DateTimeOffset.UnixEpoch, null);
}
