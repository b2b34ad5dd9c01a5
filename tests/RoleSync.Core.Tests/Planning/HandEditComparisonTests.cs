using RoleSync.Core.Planning;
using static RoleSync.Core.Tests.Sample;

namespace RoleSync.Core.Tests.Planning;

public sealed class HandEditComparisonTests
{
    /// <summary>Known, held now, and what our runs did since: <c>+</c> and <c>-</c> were written, <c>?+</c> and <c>?-</c> failed.</summary>
    [Theory]
    [InlineData("Known", "Known", "", "")]
    [InlineData("Known", "", "", "Known")]
    [InlineData("Known", "Known, Validator", "", "Validator")]
    [InlineData("Known", "Established", "", "Established, Known")]
    [InlineData("Known", "Established", "+ Established, - Known", "")]
    [InlineData("Known", "", "+ Established, - Known", "Established")]
    [InlineData("Known", "Known", "+ Established, - Known", "Established, Known")]
    [InlineData("", "", "+ Known, - Known", "")]
    [InlineData("", "", "+ Known", "Known")]
    [InlineData("Known", "", "- Known, + Known", "Known")]
    [InlineData("Known", "", "?- Known", "")]
    [InlineData("Known", "", "?+ Known", "Known")]
    [InlineData("", "Known", "?+ Known", "")]
    public void A_role_is_edited_when_it_is_not_as_our_writes_or_else_the_last_look_left_it(string known, string held, string since, string edited)
    {
        var found = HandEditComparison.Find(Holding(held), [.. Holding(known).Roles], [.. Split(since).Select(Read)], Sample.Policy);

        Assert.Equal(Split(edited).Select(RoleOf).Order(), found.Order());
    }

    [Theory]
    [InlineData("Known", "", "1450", "+ Verified profile gain", "+ Known gain")]
    [InlineData("Known", "Known", "1450", "+ Verified profile gain", "")]
    [InlineData("Known, Verified profile", "Known, Verified profile, Validator", "1650", "+ Established gain, - Known gain", "- Validator loss")]
    [InlineData("Known, Verified profile", "Reputable, Verified profile", "1650", "", "- Reputable loss, + Established loss")]
    [InlineData("Known, Verified profile, Validator", "Reputable, Verified profile", "1650 validator", "", "+ Validator gain, - Reputable loss, + Established (validator) loss")]
    public void What_Ethos_says_is_followed_where_nobody_edited_and_a_tier_is_left_as_a_whole(
        string known, string held, string says, string sent, string left)
    {
        var member = Holding(held);
        var changes = Planner.Plan(member, Says(says), Sample.Policy, NoObstacles);
        var roles = HandEditComparison.Find(member, [.. Holding(known).Roles], [], Sample.Policy);

        var parts = HandEditComparison.Part(changes, roles, Sample.Policy);

        Assert.Equal((sent, left), (Write(parts.Sent), Write(parts.Left)));
    }

    private static (Change Change, Outcome Outcome) Read(string text)
    {
        var kind = text.TrimStart('?')[0] == '+' ? ChangeKind.Grant : ChangeKind.Revoke;
        var change = new Change(new(5), RoleOf(text.TrimStart('?', '+', '-', ' ')), kind, Direction.Gain, IsTier: false, "score 1", "a -> b");
        return (change, text[0] == '?' ? Outcome.Failed : Outcome.Applied);
    }
}
