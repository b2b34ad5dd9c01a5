using RoleSync.Members;
using RoleSync.Policies;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos user</c>: the Ethos profile of somebody on Discord.</summary>
internal sealed class ProfileCommand(ProfileReader profiles, GuildPolicies policies) : ISlashCommand
{
    private const string User = "user";

    public CommandDefinition Definition { get; } = new("ethos", "Look up the Ethos profile of a Discord user")
    {
        Defers = true,
        IsEphemeral = false,
        Options = [new CommandOption(OptionKind.User, User, "The Discord user", IsRequired: true)],
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        if (interaction.Option<InteractionUser>(User) is not { } user)
        {
            return Reply.Ephemeral("Name somebody: `/ethos user:@somebody`.");
        }

        var answer = await profiles.OfDiscordAsync(interaction.Guild, interaction.Caller.Id, user.Id, ct);
        return new ProfileWords(ProfileCard.LadderOf(policies, interaction.Guild)).Of(
            answer,
            $"<@{user.Id}> has no Ethos profile, or has not linked Discord to it: that can be done at <{VerifyWords.LinkPage}>.");
    }
}
