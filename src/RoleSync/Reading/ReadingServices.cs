using Microsoft.Extensions.DependencyInjection;

namespace RoleSync.Reading;

/// <summary>Registers what reads guilds, members and standings.</summary>
internal static class ReadingServices
{
    public static IServiceCollection AddReading(this IServiceCollection services) => services
        .AddSingleton<GuildInspector>()
        .AddSingleton<MemberLookup>()
        .AddSingleton<MemberPager>()
        .AddSingleton<MemberListGate>()
        .AddSingleton<StandingSource>();
}
