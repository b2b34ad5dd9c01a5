using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.HandEdits;

/// <summary>Registers what tells edits by hand from what runs have written.</summary>
internal static class HandEditServices
{
    public static IServiceCollection AddHandEdits(this IServiceCollection services) => services
        .AddSingleton<HandEditDetector>();
}
