using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;
using RoleSync.Core.Standings;
using RoleSync.Discord.Messages;
using RoleSync.Members;
using RoleSync.Policies;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_why user</c>: why a member holds, or does not hold, which roles; for moderators.</summary>
internal sealed class WhySlashCommand(MemberExplainer explainer, GuildPolicies policies, StoredRoles roles) : ISlashCommand
{
    private const string User = "user";
    private const int ShownHistory = 5;
    private const int NameLength = 64;
    private const int Blue = 0x5865F2;
    private const int Grey = 0x99AAB5;

    public CommandDefinition Definition { get; } = new("ethos_why", "Explain why a member holds which roles: Ethos, the rule, the last changes, what is in the way")
    {
        Requires = Permissions.ManageRoles,
        Defers = true,
        Options = [new CommandOption(OptionKind.User, User, "The member", IsRequired: true)],
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        await roles.RefreshAsync(interaction.Guild, ct);
        if (interaction.Option<InteractionUser>(User) is not { } user || policies.Find(interaction.Guild) is not { } policy)
        {
            return Reply.Ephemeral("Name a member: `/ethos_why user:@somebody`.");
        }

        return await explainer.ExplainAsync(interaction.Guild, user.Id, policy, ct) switch
        {
            ExplainAnswer.Explained explained => Reply.Of(Card(user, explained.Explanation)),
            ExplainAnswer.Unavailable unavailable => Reply.Ephemeral($"Nothing can be said of <@{user.Id}> at the moment. {PlainText.Quoting(unavailable.Why)}"),
            _ => throw new InvalidOperationException("A member is explained or cannot be read."),
        };
    }

    private static Embed Card(InteractionUser user, MemberExplanation account)
    {
        var explanation = account.Explanation;
        List<EmbedField> fields = [];
        Add("Rule", explanation.Rule);
        Add("Expected", [explanation.Expected is { } expected ? Roles(expected) : "nothing is expected of this member"]);
        Add("Holds", [Roles(explanation.Actual)]);
        Add("A run would", explanation.Changes.Select(Change));
        Add("In the way", explanation.InTheWay.Select(PlainText.Quoting));
        Add("Last changes", account.History.Count == 0 ? ["no run has changed this member"] : account.History.Take(ShownHistory).Select(item => Line(item, account.Policy)));
        return new Embed
        {
            Title = $"Why the roles of {PlainText.Of(user.Name, NameLength)}",
            Description = $"<@{user.Id}>: {explanation.Said}",
            Colour = account.Standing is Standing.Known ? Blue : Grey,
            Fields = fields,
            Footer = "Looked up just now at Ethos and Discord",
        };

        void Add(string title, IEnumerable<string> sentences)
        {
            if (string.Join('\n', sentences) is { Length: > 0 } text)
            {
                fields.Add(new EmbedField(title, text, IsInline: false));
            }
        }
    }

    private static string Change(Change change) =>
        $"{change.Kind.ToString().ToLowerInvariant()} <@&{change.Role}> ({change.Reason}){(change.Obstacle is null ? "" : ": cannot be done")}";

    private static string Line(StoredChange item, Policy policy) =>
        $"run {item.Run}, {Wording.Moment(item.EndedAt ?? item.PlannedAt)}: {item.Change.Kind.ToString().ToLowerInvariant()} {policy.NameOf(item.Change.Role)} "
        + $"({item.Change.Reason}): {item.Outcome.ToString().ToLowerInvariant()}{(item.Note is { } note ? $", {PlainText.Quoting(note)}" : "")}";

    private static string Roles(IReadOnlyList<ManagedRole> roles) =>
        roles.Count == 0 ? "no managed role" : string.Join(", ", roles.Select(role => $"<@&{role.Id}> ({role.Name})"));
}
