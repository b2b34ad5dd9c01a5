using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Commands;

/// <summary>Registers the slash commands and the endpoint that hears them.</summary>
internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services) => services.AddMemberCommands();
}
