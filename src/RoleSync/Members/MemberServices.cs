using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Members;

/// <summary>Registers what is done for single members.</summary>
internal static class MemberServices
{
    public static IServiceCollection AddMembers(this IServiceCollection services) => services
        .AddSingleton<MemberExplainer>()
        .AddSingleton<VerificationWriter>()
        .AddSingleton<LostVerifications>()
        .AddSingleton<Verifier>()
        .AddSingleton<ProfileReader>();
}
