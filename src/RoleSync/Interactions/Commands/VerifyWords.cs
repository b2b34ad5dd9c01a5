using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Messages;
using RoleSync.Members;

namespace RoleSync.Interactions.Commands;

/// <summary>Says what a verification did, or why it did nothing and what helps.</summary>
/// <param name="target">Who was verified; null when it is the reader.</param>
/// <param name="policy">The guild's policy, for the tiers.</param>
internal sealed class VerifyWords(MemberId? target, Policy policy)
{
    /// <summary>Where people link their Discord account.</summary>
    public const string LinkPage = "https://app.ethos.network/profile/settings?tab=social";

    /// <summary>Where people get a profile.</summary>
    public const string HomePage = "https://app.ethos.network";

    private const string Nothing = "Nothing was changed.";

    private string You => target is { } id ? $"<@{id}>" : "You";

    public string Of(VerifyAnswer answer) => answer switch
    {
        VerifyAnswer.Looked { Standing.HasInteractions: false } looked => NoProfile(looked),
        VerifyAnswer.Looked looked => Looked(looked),
        VerifyAnswer.NotLinked => NotLinked(),
        VerifyAnswer.EthosSilent silent => $"Ethos gave no answer that can be relied on. {PlainText.Quoting(silent.Why)} {Nothing} Try again in a few minutes.",
        VerifyAnswer.LeftAlone left => $"{LeftAlone(left.Because)} {Nothing}",
        VerifyAnswer.NotNow { NeedsModerator: true } blocked =>
            $"{(target is null ? "The bot cannot do this until somebody who runs the server mends something: " : "")}{PlainText.Quoting(blocked.Why)} {Nothing}",
        VerifyAnswer.NotNow later => $"That did not work just now. {PlainText.Quoting(later.Why)} {Nothing} Try again in a minute.",
        VerifyAnswer.TooSoon soon => $"{(target is null ? "You were" : $"{You} was")} verified a moment ago. Try again in {DurationText.Of(soon.Left)}.",
        _ => throw new ArgumentException("A verification has no other answers.", nameof(answer)),
    };

    private string Looked(VerifyAnswer.Looked looked)
    {
        List<string> lines = [looked.Changes.Count == 0 ? $"{Score(looked.Standing)} {(target is null ? "Your roles are" : "The roles are")} right already." : Score(looked.Standing)];
        AddChanges(lines, looked);
        return string.Join('\n', lines);
    }

    private string NoProfile(VerifyAnswer.Looked looked)
    {
        List<string> lines =
        [
            $"There is no Ethos profile behind {(target is null ? "your Discord account" : $"the Discord account of {You}")}, and nobody has reviewed or vouched for it. "
            + $"A profile begins at <{HomePage}>; link Discord to it at <{LinkPage}>, then send `/ethos_verify` again.",
        ];
        AddChanges(lines, looked);
        return string.Join('\n', looked.Changes.Count == 0 ? [.. lines, Nothing] : lines);
    }

    private string NotLinked() => target is null
        ? $"Nobody at Ethos has linked this Discord account. If you have a profile, link Discord to it at <{LinkPage}>; if not, get one at <{HomePage}>. "
            + $"Then send `/ethos_verify` again. {Nothing}"
        : $"Nobody at Ethos has linked the Discord account of {You}. They can link it at <{LinkPage}>. {Nothing}";

    private string LeftAlone(VerifyAnswer.Reason reason) => reason switch
    {
        VerifyAnswer.Reason.IsBot => $"{You} is a bot, and bots have no Ethos roles.",
        VerifyAnswer.Reason.IsExempt => $"{(target is null ? "You hold" : $"{You} holds")} the role that exempts from Ethos roles.",
        VerifyAnswer.Reason.IsNoMember => $"{(target is null ? "You are" : $"{You} is")} no member of this server any more.",
    };

    private string Score(Standing.Known standing)
    {
        var index = policy.Ladder.IndexOf(standing.Score);
        var tier = index < 0 ? "" : $" ({policy.Ladder.Tiers[index].Name})";
        return string.Create(CultureInfo.InvariantCulture, $"Ethos shows a score of **{standing.Score:0.##}**{tier}{(target is null ? "" : $" for {You}")}.");
    }

    private static void AddChanges(List<string> lines, VerifyAnswer.Looked looked)
    {
        var applied = looked.Changes.Where(change => change.Outcome is Outcome.Applied).ToLookup(change => change.Change.Kind);
        Add("Given", applied[ChangeKind.Grant]);
        Add("Taken", applied[ChangeKind.Revoke]);
        foreach (var same in looked.Changes.Where(change => change.Outcome is not Outcome.Applied).GroupBy(change => change.Note ?? looked.Why))
        {
            lines.Add($"Not changed: {Roles(same)}. {(same.Key is { } note ? PlainText.Quoting(note) : "")}");
        }

        if (looked.Changes.Any(change => change.Outcome is Outcome.Refused or Outcome.PutBack))
        {
            lines.Add("Somebody who runs the server has to mend that.");
        }
        else if (looked.Changes.Any(change => change.Outcome is Outcome.Failed))
        {
            lines.Add("Try again in a minute, or wait for the next sync.");
        }

        void Add(string what, IEnumerable<StoredChange> changes)
        {
            if (Roles(changes) is { Length: > 0 } roles)
            {
                lines.Add($"{what}: {roles}.");
            }
        }
    }

    private static string Roles(IEnumerable<StoredChange> changes) => string.Join(", ", changes.Select(change => $"<@&{change.Change.Role}>"));
}
