using Microsoft.Extensions.DependencyInjection;
using RoleSync.Applying.Rechecks;
using RoleSync.Applying.Writers;

namespace RoleSync.Applying;

/// <summary>Registers the second phase of a run.</summary>
internal static class ApplyingServices
{
    public static IServiceCollection AddApplying(this IServiceCollection services) => services
        .AddSingleton<MemberLocks>()
        .AddSingleton<WriteCutOff>()
        .AddSingleton<RoleRequestSender>()
        .AddSingleton<TierSwitchRollback>()
        .AddSingleton<SingleRoleWriter>()
        .AddSingleton<RoleListWriter>()
        .AddSingleton<MemberWriters>()
        .AddSingleton<RemainderCheck>()
        .AddSingleton<HalfMembers>()
        .AddSingleton<FreshEvidenceReader>()
        .AddSingleton<StalePlanRecheck>()
        .AddSingleton<BatchSource>()
        .AddSingleton<ChunkApplier>()
        .AddSingleton<ApplyingPhase>();
}
