using RoleSync.Core.Guilds;
using RoleSync.Interactions;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Interactions.Commands;

public sealed class SetupCommandTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_administrator_lets_the_missing_roles_be_made_from_within_Discord()
    {
        await using var runs = await SandboxRuns.StartAsync(
            new SandboxOptions { Speed = 200, Guilds = [new GuildOptions { Members = 5 }] }, ("ETHOS_ROLE_KNOWN_HUMAN", ""), ("ETHOS_ROLE_REVERED", ""));
        var guild = runs.Guild;
        guild.DeleteRole(guild.RoleId("ETHOS_ROLE_REVERED"));
        var there = guild.RoleId("ETHOS_ROLE_KNOWN_HUMAN");
        guild.DeleteRole(there);
        var adopted = guild.AddRole("Known Human");
        var command = runs.Get<IEnumerable<ISlashCommand>>().Single(command => command.Definition.Name == "ethos_setup");
        Assert.Equal(Permissions.Administrator, command.Definition.Requires);

        var careful = await command.AnswerAsync(Asked(guild), Ct);
        var bold = await command.AnswerAsync(Asked(guild, ("adopt", true)), Ct);

        Assert.Contains("Known Human", careful.Message.Embeds[0].Description, StringComparison.Ordinal);
        Assert.Contains(careful.Message.Embeds[0].Fields, field => field is { Name: "Made", Value: "1" });
        Assert.Equal("The roles of this server are complete", bold.Message.Embeds[0].Title);
        Assert.Contains(bold.Message.Embeds[0].Fields, field => field.Value.Contains($"<@&{adopted.Id}>", StringComparison.Ordinal));
        Assert.Single(guild.Roles, role => role.Name == "Revered");
    }

    private static Interaction Asked(SandboxGuild guild, params (string Name, object Value)[] options) => new()
    {
        Id = 1,
        Application = 2,
        Token = "secret",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Guild = new GuildId(guild.Id),
        Caller = new InteractionUser(new MemberId(3), "Ada", false, []),
        Permissions = Permissions.Administrator,
        Command = "ethos_setup",
        Options = options.ToDictionary(option => option.Name, option => option.Value),
    };
}
