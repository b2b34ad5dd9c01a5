using Microsoft.Extensions.Configuration;
using RoleSync.Configuration;

namespace RoleSync.Tests.Configuration;

/// <summary>A thousand guilds in one file.</summary>
public sealed class ThousandGuildsTests
{
    private const int Guilds = 1000;

    [Fact]
    public void The_configuration_is_looked_through_once_for_each_guild_and_not_for_each_of_their_roles()
    {
        var source = new CountingSource(Settings());

        var settings = RoleSyncSettings.Read(new ConfigurationBuilder().Add(source).Build());

        Assert.Empty(settings.Problems);
        Assert.Equal(Guilds, settings.Guilds.Guilds.Count);
        Assert.InRange(source.Walks, Guilds, Guilds + 200);
    }

    [Fact]
    public void A_key_that_is_no_setting_is_still_told_of_at_any_depth_beside_them()
    {
        var settings = Given.Read(Settings().Append(new("RoleSync:Sync:MaxRemoval", "5%")).Append(new("RoleSync:Discrod:Deep:Token", "x")));

        Assert.Contains(settings.Problems, problem => problem.StartsWith("RoleSync:Sync:MaxRemoval is set, and there is no such setting", StringComparison.Ordinal));
        Assert.Contains(settings.Notes, note => note.StartsWith("RoleSync:Discrod:Deep:Token is set, and there is no such setting", StringComparison.Ordinal));
        Assert.DoesNotContain(settings.Notes.Concat(settings.Problems), note => note.Contains("RoleSync:Guilds", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings()
    {
        yield return new("DISCORD_TOKEN", "a.bot.token");
        for (var guild = 0; guild < Guilds; guild++)
        {
            foreach (var (role, number) in new[] { ("VerifiedRoleId", 1), ("RoleKnown", 2), ("RoleReputable", 3) })
            {
                yield return new($"RoleSync:Guilds:{1_000_000_000_000_000_000 + (guild * 10)}:{role}", $"{1_000_000_000_000_000_000 + (guild * 10) + number}");
            }
        }
    }

    /// <summary>Counts how often all keys are looked through for those below one.</summary>
    private sealed class CountingSource(IEnumerable<KeyValuePair<string, string?>> settings) : ConfigurationProvider, IConfigurationSource
    {
        public int Walks { get; private set; }

        public override void Load() => Data = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);

        public override IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath)
        {
            Walks++;
            return base.GetChildKeys(earlierKeys, parentPath);
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
