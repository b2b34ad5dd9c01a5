using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Interactions.Commands;

/// <summary>Registers the slash commands and the endpoint that hears them.</summary>
internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services
            .AddSingleton<InteractionSignature>()
            .AddSingleton<ReplayGuard>()
            .AddSingleton<DeferredWork>()
            .AddSingleton<DeferredReplies>()
            .AddSingleton<CommandRouter>()
            .AddSingleton<CommandRegistrar>()
            .AddSingleton<StatusReply>();
        services.AddHostedService(provider => provider.GetRequiredService<DeferredWork>());
        services.AddHostedService<RegistrationAtStart>();
        return services
            .AddSingleton<ISlashCommand, SyncCommand>()
            .AddSingleton<ISlashCommand, SyncStatusCommand>()
            .AddSingleton<ISlashCommand, SyncStopCommand>()
            .AddSingleton<ISlashCommand, WhySlashCommand>()
            .AddSingleton<ISlashCommand, SetupCommand>()

            .AddMemberCommands();
    }
}
