using System.Text.Json;
using RoleSync.Discord.Wire;
using RoleSync.Interactions;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Discord.Commands;
using RoleSync.Tests.Hosting;
using RoleSync.Tests.Sandbox.Contracts;

namespace RoleSync.Tests.Interactions.Commands;

/// <summary>Every command that is registered, whoever wrote it.</summary>
public sealed class CommandDefinitionTests
{
    [Theory]
    [InlineData(true, "/applications/{application_id}/commands")]
    [InlineData(false, "/applications/{application_id}/guilds/{guild_id}/commands")]
    public async Task The_commands_conform_to_the_contract_and_to_Discords_rules(bool isGlobal, string template)
    {
        await using var runs = await SandboxRuns.StartAsync(new SandboxOptions());
        var commands = runs.Get<IEnumerable<ISlashCommand>>().Select(command => CommandRegistrar.Wire(command.Definition, isGlobal)).ToArray();
        var json = JsonSerializer.Serialize(commands, CommandJson.Default.ApplicationCommandWireArray);

        Assert.True(commands.Length >= 4);
        Assert.Empty(Contract.Discord.RequestBreaches("PUT", template, json));
        using var parsed = JsonDocument.Parse(json);
        Assert.Null(CommandRules.Breach(parsed.RootElement));
        Assert.All(parsed.RootElement.EnumerateArray(), command =>
            Assert.Equal(isGlobal, command.TryGetProperty("contexts", out var contexts) && contexts.GetRawText() == "[0]"));
    }

    [Fact]
    public async Task What_moderators_alone_may_do_is_hidden_from_others()
    {
        await using var runs = await SandboxRuns.StartAsync(new SandboxOptions());
        var required = runs.Get<IEnumerable<ISlashCommand>>().ToDictionary(command => command.Definition.Name, command => command.Definition.Requires);

        Assert.All(["ethos_sync", "ethos_sync_status", "ethos_sync_stop", "ethos_why"], name =>
            Assert.Equal(Core.Guilds.Permissions.ManageRoles, required[name]));
    }

    [Fact]
    public void A_command_that_shows_something_else_is_noticed()
    {
        var wanted = CommandRegistrar.Wire(
            new CommandDefinition("a", "b") { Requires = Core.Guilds.Permissions.ManageRoles, Options = [new CommandOption(OptionKind.Flag, "c", "d")] }, isGlobal: true);
        var registered = JsonSerializer.Deserialize("""
            [{"id":"1","name":"a","type":1,"description":"b","default_member_permissions":"268435456","contexts":[0],"integration_types":[0],"nsfw":false,
              "options":[{"type":5,"name":"c","description":"d","required":false}]}]
            """, CommandJson.Default.ApplicationCommandWireArray)!.Single();

        Assert.True(wanted.Shows(registered));
        Assert.False(wanted.Shows(registered with { Description = "c" }));
        Assert.False(wanted.Shows(registered with { DefaultMemberPermissions = null }));
        Assert.False(wanted.Shows(registered with { Contexts = null }));
        Assert.False(wanted.Shows(registered with { Options = null }));
        Assert.False(wanted.Shows(registered with { Options = [registered.Options![0] with { Required = true }] }));
    }
}
