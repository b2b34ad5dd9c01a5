using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Policies;

/// <summary>Registers the roles that are remembered for each guild; the policies themselves come with the configuration.</summary>
internal static class PolicyServices
{
    public static IServiceCollection AddPolicies(this IServiceCollection services) => services
        .AddSingleton<StoredRoles>()
        .AddHostedService(provider => provider.GetRequiredService<StoredRoles>());
}
