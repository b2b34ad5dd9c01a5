using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Work;

/// <summary>Registers what all work on a run shares.</summary>
internal static class WorkServices
{
    public static IServiceCollection AddWork(this IServiceCollection services) => services
        .AddSingleton<Delays>()
        .AddSingleton<RunMemories>();
}
