using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Configuration;

namespace RoleSync;

/// <summary>The service as a whole.</summary>
public static class RoleSyncServices
{
    /// <summary>Registers everything.</summary>
    public static IServiceCollection AddRoleSync(this IServiceCollection services, IConfiguration configuration) =>
        services.AddRoleSyncConfiguration(configuration);

    /// <summary>Maps every route.</summary>
    public static WebApplication MapRoleSync(this WebApplication app) => app;
}
