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
        new ServiceCollection().AddRoleSyncConfiguration(Given.Sources(settings)).BuildServiceProvider();

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
}
