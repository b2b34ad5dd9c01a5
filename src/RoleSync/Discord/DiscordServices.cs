using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RoleSync.Discord.Http;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Transport;

namespace RoleSync.Discord;

/// <summary>Registers the Discord client.</summary>
internal static class DiscordServices
{
    private static readonly string _version =
        typeof(DiscordServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>One client, one limiter: the limits are the token's. Needs <see cref="DiscordOptions"/> to be configured.</summary>
    public static IServiceCollection AddDiscord(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<DiscordSender>();
        services.AddSingleton<InteractionResponder>();
        services.AddSingleton<ApplicationCommands>();
        services.AddHostedService<TokenProbe>();
        services.AddSingleton(provider => new DiscordClient(provider.GetRequiredService<DiscordSender>()));
        services.AddSingleton<OwnAccount>();

        // The client's own log lines would repeat every call, at the level of information; ours tell what matters.
        services.AddHttpClient(DiscordSender.ClientName, Configure)
            .ConfigurePrimaryHttpMessageHandler(() => new RenewedConnections(RenewedConnections.Handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        return services;
    }

    private static void Configure(HttpClient client)
    {
        // Discord asks for this form: https://discord.com/developers/docs/reference#user-agent
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"DiscordBot (https://github.com/trust-ethos/rolesync, {_version})");
        client.Timeout = Timeout.InfiniteTimeSpan; // each try has its own
    }
}
