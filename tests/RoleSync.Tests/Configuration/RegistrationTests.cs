using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleSync.Api.Requests;
using RoleSync.Configuration;
using RoleSync.Discord.Options;
using RoleSync.Policies;
using RoleSync.Work;

namespace RoleSync.Tests.Configuration;

public sealed class RegistrationTests
{
    private static ServiceProvider Provider(Dictionary<string, string?> settings) =>
        new ServiceCollection().AddRoleSyncConfiguration(Given.Read(settings)).BuildServiceProvider();

    [Fact]
    public void Every_part_gets_its_options()
    {
        var given = Given.Least;
        given["PORT"] = "8123";
        given["SYNC_CHUNK_SIZE"] = "77";
        using var provider = Provider(given);

        Assert.Equal("a.bot.token", provider.GetRequiredService<IOptions<DiscordOptions>>().Value.Token);
        Assert.Equal(77, provider.GetRequiredService<IOptions<SyncOptions>>().Value.ChunkSize);
        Assert.Equal("http://*:8123", provider.GetRequiredService<IOptions<ApiOptions>>().Value.ListenUrl);
        Assert.Single(provider.GetRequiredService<GuildPolicies>().ById);
    }

    [Fact]
    public void The_start_fails_once_with_all_problems()
    {
        var given = Given.Least;
        given["PORT"] = "door";
        given["SYNC_CHUNK_SIZE"] = "many";
        using var provider = Provider(given);

        var fault = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);

        Assert.Equal(2, fault.Failures.Count());
        Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SyncOptions>>().Value);
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<GuildPolicies>);
    }

    [Fact]
    public void The_configuration_is_read_once_and_every_part_gets_what_was_read()
    {
        var sources = new CountingSource(Given.Least);
        using var provider = new ServiceCollection()
            .AddLogging().AddRoleSync(new ConfigurationBuilder().Add(sources).Build()).BuildServiceProvider();
        var once = new CountingSource(Given.Least);
        RoleSyncSettings.Read(new ConfigurationBuilder().Add(once).Build());

        var settings = provider.GetRequiredService<RoleSyncSettings>();
        Assert.Same(settings.Discord, provider.GetRequiredService<IOptions<DiscordOptions>>().Value);
        Assert.Same(settings.Discord, provider.GetRequiredService<IOptionsMonitor<DiscordOptions>>().CurrentValue);
        Assert.Same(settings.Sync, provider.GetRequiredService<IOptions<SyncOptions>>().Value);
        Assert.Same(settings.Guilds, provider.GetRequiredService<GuildPolicies>());
        Assert.Equal(once.Reads["DISCORD_TOKEN"], sources.Reads["DISCORD_TOKEN"]);
    }

    private sealed class CountingSource(IEnumerable<KeyValuePair<string, string?>> settings) : ConfigurationProvider, IConfigurationSource
    {
        public Dictionary<string, int> Reads { get; } = [];

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase);

        public override bool TryGet(string key, out string? value)
        {
            Reads[key] = Reads.GetValueOrDefault(key) + 1;
            return base.TryGet(key, out value);
        }
    }
}
