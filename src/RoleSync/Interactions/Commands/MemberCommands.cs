using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Interactions.Commands;

/// <summary>Registers the commands for everybody: verification and profiles.</summary>
internal static class MemberCommands
{
    public static IServiceCollection AddMemberCommands(this IServiceCollection services) => services
        .AddSingleton<ISlashCommand, VerifyCommand>()
        .AddSingleton<ISlashCommand, ProfileCommand>()
        .AddSingleton<ISlashCommand, XProfileCommand>();
}
