using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Api.Health;
using RoleSync.Api.Requests;
using RoleSync.Api.Views;
using RoleSync.Diagnosis;

namespace RoleSync.Api;

/// <summary>Registers what the routes need.</summary>
internal static class ApiServices
{
    /// <summary>No body that a caller may send is larger.</summary>
    private const long MaximumBody = 64 * 1024;

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<Caller>();
        services.AddSingleton<RunViews>();
        services.AddProblemDetails();
        services.AddSingleton(new Registrations(services));
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

/// <summary>The shapes of all answers, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(OldError))]
[JsonSerializable(typeof(TriggerAnswer))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(StopAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(NotReadyAnswer))]
[JsonSerializable(typeof(LimitsReport))]
[JsonSerializable(typeof(RunView))]
[JsonSerializable(typeof(RunPageView))]
[JsonSerializable(typeof(RunDetailView))]
[JsonSerializable(typeof(ChangePageView))]
[JsonSerializable(typeof(DoctorView))]
[JsonSerializable(typeof(WhyView))]
[JsonSerializable(typeof(RolesView))]
internal sealed partial class ApiJson : JsonSerializerContext;
