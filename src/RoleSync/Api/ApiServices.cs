using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Api.Health;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;

namespace RoleSync.Api;

/// <summary>Registers what the routes need.</summary>
internal static class ApiServices
{
    /// <summary>No body that a caller may send is larger.</summary>
    private const long MaximumBody = 64 * 1024;

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<Caller>();
        services.AddSingleton<RunViewFactory>();
        services.AddProblemDetails();
        services.AddHealthChecks()
            .AddCheck<DatabaseHealthCheck>("database").AddCheck<DiscordHealthCheck>("discord").AddCheck<EthosCheck>("ethos").AddCheck<RunsCheck>("runs");
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
        });
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        return services;
    }
}
