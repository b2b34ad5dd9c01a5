using RoleSync.Core.Guilds;
using RoleSync.Discord.Messages;
using RoleSync.Provisioning;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_setup</c>: makes the roles that are missing in the guild, for its administrators.</summary>
internal sealed class SetupCommand(RoleProvisioner roles) : ISlashCommand
{
    private const string Adopt = "adopt";
    private const string BaseOnly = "base_only";
    private const int Green = 0x127F31;
    private const int Amber = 0xC29010;

    /// <inheritdoc/>
    public CommandDefinition Definition { get; } = new("ethos_setup", "Make the Ethos roles that this server lacks")
    {
        Requires = Permissions.Administrator,
        Defers = true,
        Options =
        [
            new CommandOption(OptionKind.Flag, Adopt, "Take roles that have the names already"),
            new CommandOption(OptionKind.Flag, BaseOnly, "One role for each tier, without its validator and human variants"),
        ],
    };

    /// <inheritdoc/>
    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        var request = new RoleRequest(
            interaction.Guild, interaction.Option<bool>(Adopt), Variants: !interaction.Option<bool>(BaseOnly), $"member {interaction.Caller.Id}");
        return await roles.CreateAsync(request, ct) switch
        {
            RolesAnswer.Known known => Reply.Of(Card(known.Report)),
            RolesAnswer.NotConfigured unknown => Reply.Of(unknown.Why),
            RolesAnswer.Busy busy => Reply.Of(busy.Why),
            RolesAnswer.Unknown unread => Reply.Of(unread.Why),
            _ => throw new InvalidOperationException("A question about roles has four answers."),
        };
    }

    private static Embed Card(RoleReport report)
    {
        var made = report.Roles.Where(role => role.Done is RoleAction.Made).ToList();
        var adopted = report.Roles.Where(role => role.Done is RoleAction.Adopted).ToList();
        var fields = new List<EmbedField>
        {
            new("Made", $"{made.Count}"),
            new("Adopted", $"{adopted.Count}"),
            new("There are", $"{report.Roles.Count(role => role.Position is not null)} of {report.Roles.Count}"),
        };
        if ((made.Count, adopted.Count) is not (0, 0))
        {
            fields.Add(new("New", string.Join(", ", made.Concat(adopted).Select(role => $"<@&{role.Role}>")), IsInline: false));
        }

        var problems = new[] { report.Problem }.Concat(report.Roles.Select(role => role.Problem)).OfType<string>().ToList();
        return new Embed
        {
            Title = problems.Count == 0 ? "The roles of this server are complete" : "The roles of this server",
            Description = problems.Count == 0
                ? "Drag the new roles to where they are to stand, below the bot's own. `/ethos_sync` gives them to the members."
                : string.Join('\n', problems.Select(problem => $"• {problem}")),
            Colour = problems.Count == 0 ? Green : Amber,
            Fields = fields,
        };
    }
}
