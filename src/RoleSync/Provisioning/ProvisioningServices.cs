using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Provisioning;

/// <summary>Registers what lists and makes the roles of a policy.</summary>
internal static class ProvisioningServices
{
    public static IServiceCollection AddProvisioning(this IServiceCollection services) => services
        .AddSingleton<RoleHolderCounter>()
        .AddSingleton<RoleInventory>()
        .AddSingleton<RoleProvisioner>();
}
