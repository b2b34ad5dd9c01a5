using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RoleSync.Api.Requests;
using RoleSync.Diagnosis;
using RoleSync.Discord.Options;
using RoleSync.Ethos.Http;
using RoleSync.Interactions;
using RoleSync.Notifying;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Work;

namespace RoleSync.Configuration;

/// <summary>Registers the configuration.</summary>
internal static class RoleSyncConfiguration
{
    /// <summary>
    /// Registers the options of every part and <see cref="GuildPolicies"/>. Whoever asks for any of them while something is wrong
    /// anywhere, and the start of the host, gets one <see cref="OptionsValidationException"/> with all problems.
    /// </summary>
    public static IServiceCollection AddRoleSyncConfiguration(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(_ => RoleSyncSettings.Read(configuration));
        services.AddPart<DiscordOptions>(configuration, DiscordSettings.Read);
        services.AddPart<CommandOptions>(configuration, DiscordSettings.Read);
        services.AddPart<EthosOptions>(configuration, EthosSettings.Read);
        services.AddPart<StorageOptions>(configuration, StorageSettings.Read);
        services.AddPart<SyncOptions>(configuration, SyncSettings.Read);
        services.AddPart<DoctorOptions>(configuration, DoctorSettings.Read);
        services.AddPart<DigestOptions>(configuration, DigestSettings.Read);
        services.AddPart<ApiOptions>(configuration, ApiSettings.Read);
        services.AddSingleton(GuildsOf);

        // Once is enough: every part is checked against all problems.
        services.AddOptions<DiscordOptions>().ValidateOnStart();
        return services;
    }

    private static void AddPart<T>(this IServiceCollection services, IConfiguration configuration, Action<SettingReader, T> read)
        where T : class
    {
        services.AddOptions<T>().Configure(options => read(new SettingReader(configuration), options));
        services.AddSingleton<IValidateOptions<T>, NoProblems<T>>();
    }

    private static GuildPolicies GuildsOf(IServiceProvider provider)
    {
        var settings = provider.GetRequiredService<RoleSyncSettings>();
        return !settings.AreUnusable
            ? settings.Guilds
            : throw new OptionsValidationException(nameof(GuildPolicies), typeof(GuildPolicies), settings.Problems);
    }

    private sealed class NoProblems<T>(RoleSyncSettings settings) : IValidateOptions<T>
        where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            !settings.AreUnusable ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(settings.Problems);
    }
}
