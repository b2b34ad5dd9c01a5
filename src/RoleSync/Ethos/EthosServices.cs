using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Profiles;
using RoleSync.Ethos.Standings;
using RoleSync.Transport;

namespace RoleSync.Ethos;

/// <summary>Registers the client of Ethos.</summary>
internal static class EthosServices
{
    private static readonly string _version =
        typeof(EthosServices).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Adds <see cref="StandingBatches"/> and <see cref="EthosProfiles"/>; <see cref="EthosOptions"/> and the logging come from the caller.</summary>
    public static IServiceCollection AddEthos(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<EthosOptions>();
        services.AddSingleton<EthosPace>();
        services.AddSingleton<EthosRequester>();
        services.AddSingleton<EthosClient>();
        services.AddSingleton<StandingCircuit>();
        services.AddSingleton<StandingBatches>();
        services.AddSingleton<EthosProfiles>();
        services.AddHttpClient(EthosRequester.HttpClientName)
            .RemoveAllLoggers() // four lines a call; retries and failures are logged where their reason is known
            .ConfigureHttpClient((provider, client) =>
            {
                client.DefaultRequestHeaders.Add("X-Ethos-Client", provider.GetRequiredService<IOptions<EthosOptions>>().Value.Client);
                client.DefaultRequestHeaders.Add("Accept", "application/json");
                client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"rolesync/{_version} (+https://github.com/trust-ethos/rolesync)");

                // The call keeps its own times, which include the body.
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new RenewedConnections(RenewedConnections.Handler))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        return services;
    }
}
