using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Commands;

/// <summary>Registers the slash commands and the endpoint that hears them.</summary>
internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services
            .AddSingleton<InteractionSignature>()
            .AddSingleton<Replays>()
            .AddSingleton<DeferredWork>()
            .AddSingleton<LaterAnswers>()
            .AddSingleton<CommandRouter>()
            .AddSingleton<CommandRegistrar>()
            .AddSingleton<StatusCard>();
        services.AddHostedService(provider => provider.GetRequiredService<DeferredWork>());
        services.AddHostedService<RegistrationAtStart>();
        return services
            .AddSingleton<ISlashCommand, SyncCommand>()
            .AddSingleton<ISlashCommand, SyncStatusCommand>()
            .AddSingleton<ISlashCommand, SyncStopCommand>()
            .AddSingleton<ISlashCommand, WhyCommand>()
            .AddSingleton<ISlashCommand, SetupCommand>()

            .AddMemberCommands();
    }
}
