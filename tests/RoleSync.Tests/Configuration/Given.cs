using Microsoft.Extensions.Configuration;
using RoleSync.Configuration;

namespace RoleSync.Tests.Configuration;

/// <summary>Settings as a person would write them.</summary>
internal static class Given
{
    public const string Guild = "1000000000000000001";

    /// <summary>The least that a service needs.</summary>
    public static Dictionary<string, string?> Least => new()
    {
        ["DISCORD_TOKEN"] = "a.bot.token",
        ["DISCORD_GUILD_ID"] = Guild,
        ["ETHOS_VERIFIED_ROLE_ID"] = "2000000000000000001",
    };

    /// <summary>The least, and these on top; a null takes one away.</summary>
    public static RoleSyncSettings Settings(params (string Name, string? Value)[] more)
    {
        var all = Least;
        foreach (var (name, value) in more)
        {
            all[name] = value;
        }

        return Read(all);
    }

    public static RoleSyncSettings Read(IEnumerable<KeyValuePair<string, string?>> all) => RoleSyncSettings.Read(Sources(all));

    public static IConfiguration Sources(IEnumerable<KeyValuePair<string, string?>> all) =>
        new ConfigurationBuilder().AddInMemoryCollection(all).Build();
}
