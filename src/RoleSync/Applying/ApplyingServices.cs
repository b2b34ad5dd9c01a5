using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Applying;

/// <summary>Registers the second phase of a run.</summary>
internal static class ApplyingServices
{
    public static IServiceCollection AddApplying(this IServiceCollection services) => services
        .AddSingleton<MemberLocks>()
        .AddSingleton<WriteCutOff>()
        .AddSingleton<HalfMembers>()
        .AddSingleton<SingleRoleWriter>()
        .AddSingleton<RoleListWriter>()
        .AddSingleton<MemberWriters>()
        .AddSingleton<StalePlanRecheck>()
        .AddSingleton<ApplyingPhase>();
}
