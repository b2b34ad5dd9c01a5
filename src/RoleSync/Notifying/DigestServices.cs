using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Notifying;

/// <summary>Registers the digest of each run.</summary>
internal static class DigestServices
{
    public static IServiceCollection AddDigests(this IServiceCollection services) => services
        .AddSingleton<Webhook>()
        .AddSingleton<DigestWriter>()
        .AddHostedService(provider => provider.GetRequiredService<DigestWriter>());
}
