using System.Globalization;
using System.Text.Json.Serialization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Members;

namespace RoleSync.Api.Views;

/// <summary>What the verification of a member did. Ids of Discord are text.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="MemberId">The member.</param>
/// <param name="Result">changed, right (nothing was to be changed), incomplete (not all could be changed), notLinked (nobody at Ethos has linked the account), bot, exempt.</param>
/// <param name="Score">The credibility score; null where Ethos knows nobody.</param>
/// <param name="Message">All of it, in sentences.</param>
/// <param name="Changes">What was to be changed, in order, and what became of it.</param>
/// <param name="RunId">The run of one member that it was written as; null where nothing was to be changed.</param>
internal sealed record VerifyView(
    string GuildId, [property: JsonRequired] string MemberId, [property: JsonRequired] string Result, double? Score, [property: JsonRequired] string Message,
    [property: JsonRequired] IReadOnlyList<ChangeView> Changes, long? RunId)
{
    private const string Nothing = "Nothing was changed.";

    public static VerifyView Of(VerifyAnswer answer, GuildId guild, MemberId member, Policy policy)
    {
        return answer switch
        {
            VerifyAnswer.Looked looked => Of(looked, guild, member, policy),
            VerifyAnswer.NotLinked => Unchanged("notLinked", $"Nobody at Ethos has linked the Discord account {member}. {Nothing}"),
            VerifyAnswer.LeftAlone { Because: VerifyAnswer.Reason.IsBot } => Unchanged("bot", $"{member} is a bot, and bots have no Ethos roles. {Nothing}"),
            VerifyAnswer.LeftAlone { Because: VerifyAnswer.Reason.IsExempt } => Unchanged("exempt", $"{member} holds the role that exempts from Ethos roles. {Nothing}"),
            _ => throw new ArgumentException("Nothing is known of a member who could not be looked up.", nameof(answer)),
        };

        VerifyView Unchanged(string result, string message) => new(guild.ToString(), member.ToString(), result, Score: null, message, [], RunId: null);
    }

    private static VerifyView Of(VerifyAnswer.Looked looked, GuildId guild, MemberId member, Policy policy)
    {
        var changes = looked.Changes.Select(change => ChangeView.Of(change, policy)).ToList();
        var isWhole = looked.Why is null && looked.Changes.All(change => change.Outcome is Outcome.Applied);
        var result = !isWhole ? "incomplete" : changes.Count > 0 ? "changed" : "right";
        return new VerifyView(
            guild.ToString(), member.ToString(), result, looked.Standing.Score, string.Join(' ', Sentences(looked, changes, policy)), changes,
            looked.Changes.Count > 0 ? looked.Changes[0].Run.Value : null);
    }

    private static IEnumerable<string> Sentences(VerifyAnswer.Looked looked, List<ChangeView> changes, Policy policy)
    {
        var index = policy.Ladder.IndexOf(looked.Standing.Score);
        yield return looked.Standing.HasInteractions
            ? string.Create(CultureInfo.InvariantCulture, $"Ethos shows a score of {looked.Standing.Score:0.##}{(index < 0 ? "" : $" ({policy.Ladder.Tiers[index].Name})")}.")
            : "There is no Ethos profile behind the account, and nobody has reviewed or vouched for it.";
        if (changes.Count == 0)
        {
            yield return "The roles are right already.";
        }

        foreach (var (said, kind) in new[] { ("Given", "grant"), ("Taken", "revoke") })
        {
            if (Names(changes.Where(change => change.IsDone && change.Kind == kind)) is { Length: > 0 } names)
            {
                yield return $"{said}: {names}.";
            }
        }

        foreach (var same in changes.Where(change => !change.IsDone).GroupBy(change => change.Note ?? looked.Why))
        {
            yield return $"Not changed: {Names(same)}.{(same.Key is { } why ? $" {why}" : "")}";
        }
    }

    private static string Names(IEnumerable<ChangeView> changes) => string.Join(", ", changes.Select(change => change.RoleName ?? change.RoleId));
}
