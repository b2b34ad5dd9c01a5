using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleSync.Discord.Options;
using RoleSync.Planning;
using RoleSync.Policies;

namespace RoleSync.Configuration;

/// <summary>Registers the configuration.</summary>
internal static class RoleSyncConfiguration
{
    /// <summary>
    /// Registers the options of every part and <see cref="GuildPolicies"/>. Whoever asks for any of them while something is wrong
    /// anywhere, and the start of the host, gets one <see cref="OptionsValidationException"/> with all problems.
    /// </summary>
    public static IServiceCollection AddRoleSyncConfiguration(this IServiceCollection services, RoleSyncSettings settings)
    {
        services.AddSingleton(settings);
        services.AddPart(settings, settings.Discord);
        services.AddPart(settings, settings.Commands);
        services.AddPart(settings, settings.Ethos);
        services.AddPart(settings, settings.Storage);
        services.AddPart(settings, settings.Sync);
        services.AddPart(settings, settings.Diagnosis);
        services.AddPart(settings, settings.Digests);
        services.AddPart(settings, settings.Api);
        services.AddSingleton(_ => Usable(settings, settings.Guilds));
        services.AddSingleton<ReadProposal>(provider => (guild, proposed) =>
            ProposedSettings.Read(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<GuildPolicies>(), guild, proposed));

        // Once is enough: every part is refused for all problems.
        services.AddOptions<DiscordOptions>().ValidateOnStart();
        return services;
    }

    private static void AddPart<T>(this IServiceCollection services, RoleSyncSettings settings, T part)
        where T : class =>
        services.AddOptions<T>().Services.AddSingleton<IOptionsFactory<T>>(new Part<T>(settings, part));

    private static T Usable<T>(RoleSyncSettings settings, T part)
        where T : class =>
        settings.AreUnusable ? throw new OptionsValidationException(typeof(T).Name, typeof(T), settings.Problems) : part;

    /// <summary>Hands out what was read, instead of making options anew.</summary>
    private sealed class Part<T>(RoleSyncSettings settings, T part) : IOptionsFactory<T>
        where T : class
    {
        public T Create(string name) => Usable(settings, part);
    }
}
