using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Members;

/// <summary>Registers what is done for single members.</summary>
internal static class VerifyingServices
{
    public static IServiceCollection AddVerifying(this IServiceCollection services) => services
        .AddSingleton<VerificationWriter>()
        .AddSingleton<LostVerifications>()
        .AddSingleton<Verifier>()
        .AddSingleton<ProfileReader>();
}
