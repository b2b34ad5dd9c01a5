using RoleSync.Discord.Messages;
using RoleSync.Members;
using RoleSync.Policies;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethosx handle</c>: the Ethos profile of somebody on X.</summary>
internal sealed class XProfileCommand(ProfileReader profiles, GuildPolicies policies) : ISlashCommand
{
    private const string Handle = "handle";

    public CommandDefinition Definition { get; } = new("ethosx", "Look up the Ethos profile of a user on X")
    {
        Defers = true,
        IsEphemeral = false,
        Options = [new CommandOption(OptionKind.Text, Handle, "The handle on X, with or without @", IsRequired: true) { MaximumLength = 100 }],
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        if (XHandle.Read(interaction.Option<string>(Handle)) is not { } handle)
        {
            return Reply.Ephemeral("That is no handle on X: it has 1 to 15 letters, digits or underscores, such as `/ethosx handle:@ethos_network`.");
        }

        var answer = await profiles.OfXAsync(interaction.Guild, interaction.Caller.Id, handle, ct);
        return new ProfileWords(ProfileCard.LadderOf(policies, interaction.Guild)).Of(
            answer,
            $"@{PlainText.Of(handle, XHandle.Longest)} on X has no Ethos profile, and nobody has reviewed or vouched for that account. Anybody can begin at <{VerifyWords.HomePage}>.");
    }
}
