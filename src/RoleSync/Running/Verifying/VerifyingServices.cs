using Microsoft.Extensions.DependencyInjection;
using RoleSync.Running.Profiles;

namespace RoleSync.Running.Verifying;

/// <summary>Registers what is done for single members.</summary>
internal static class VerifyingServices
{
    public static IServiceCollection AddVerifying(this IServiceCollection services) => services
        .AddSingleton<VerificationWriter>()
        .AddSingleton<LostVerifications>()
        .AddSingleton<Verifier>()
        .AddSingleton<ProfileReader>();
}
