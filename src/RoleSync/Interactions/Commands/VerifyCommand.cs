using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Members;
using RoleSync.Policies;

namespace RoleSync.Interactions.Commands;

/// <summary><c>/ethos_verify</c>: puts the caller's roles right at once; moderators name somebody else.</summary>
internal sealed class VerifyCommand(Verifier verifier, GuildPolicies policies, StoredRoles roles) : ISlashCommand
{
    private const string User = "user";

    public CommandDefinition Definition { get; } = new("ethos_verify", "Get your Ethos roles now: verified, badges and tier")
    {
        Defers = true,
        Options = [new CommandOption(OptionKind.User, User, "Somebody else; for those who may manage roles")],
    };

    public async Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct)
    {
        var target = interaction.Option<InteractionUser>(User) ?? interaction.Caller;
        var isSelf = target.Id == interaction.Caller.Id;
        if (!isSelf && !interaction.May(Permissions.ManageRoles))
        {
            return Reply.Ephemeral($"Only those who may manage roles can verify somebody else. Leave `{User}` out to verify yourself.");
        }

        await roles.RefreshAsync(interaction.Guild, ct);
        if (policies.Find(interaction.Guild) is not { } policy)
        {
            return Reply.Ephemeral("This server has no verified role yet: somebody who administers it has to set the roles up first.");
        }

        var requester = new Requester(RunTrigger.Discord, $"Discord: {interaction.Caller.Name} ({interaction.Caller.Id})");
        var answer = await verifier.VerifyAsync(interaction.Guild, target.Id, policy, requester, ct);
        return Reply.Ephemeral(new VerifyWords(isSelf ? null : target.Id, policy).Of(answer));
    }
}
