using System.Diagnostics;
using RoleSync.Sandbox;

namespace RoleSync.Tests.Sandbox;

/// <summary>Clients that nobody here wrote. build/test.sh installs them below artifacts/clients where npm is to be had.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task The_REST_client_of_discord_js_gets_no_answer_that_it_does_not_expect()
    {
        var root = Root();
        var packages = Path.Combine(root, "artifacts", "clients");
        Assert.SkipUnless(File.Exists(Path.Combine(packages, "node_modules", "@discordjs", "rest", "package.json")),
            "discord.js's REST client is not installed: make test installs it where npm and its registry can be reached.");
        Assert.SkipUnless(Programs().Any(folder => File.Exists(Path.Combine(folder, "node"))), "There is no node on the PATH.");
        await using var probe = await Probe.StartAsync(new SandboxOptions { Speed = 20, Guilds = [new() { Members = 250 }] });
        var (sandbox, world, guild) = (probe.Sandbox, probe.Sandbox.World, probe.Guild);

        var (status, output) = await RunAsync(Path.Combine(root, "tests", "clients", "discord-js.mjs"), new()
        {
            ["CLIENTS"] = packages,
            ["API"] = $"{sandbox.Url.OriginalString}/api",
            ["TOKEN"] = sandbox.Token,
            ["GUILD"] = $"{guild.Id}",
            ["BOT"] = $"{world.BotId}",
            ["CHANNEL"] = $"{guild.ChannelId}",
            ["WEBHOOK_ID"] = $"{world.WebhookId}",
            ["WEBHOOK_TOKEN"] = world.WebhookToken,
            ["ROLE"] = $"{guild.Roles.First(role => role.Name == "Newcomer").Id}",
            ["ABOVE"] = $"{guild.Roles.Single(role => role.Name == "Moderator").Id}",
            ["MEMBERS"] = $"{guild.MemberCount}",
        });

        Assert.True(status == 0, output);
        Assert.Empty(sandbox.Journal.RateLimited);
        Assert.All(sandbox.Journal.Violations, violation => Assert.Contains("Moderator", violation, StringComparison.Ordinal)); // it was asked to
        Assert.Equal(63, sandbox.Journal.Writes.Count);
        Assert.StartsWith("für ", sandbox.Journal.Writes[0].Reason, StringComparison.Ordinal);
    }

    private static async Task<(int Status, string Output)> RunAsync(string script, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("node", [script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }
        using var node = Process.Start(start)!;
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(Probe.Ct), node.StandardError.ReadToEndAsync(Probe.Ct));
        await node.WaitForExitAsync(Probe.Ct);
        return (node.ExitCode, await output + await errors);
    }

    private static string[] Programs() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    private static string Root()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RoleSync.slnx")))
        {
            root = root.Parent;
        }
        return root?.FullName ?? throw new DirectoryNotFoundException("The tests do not run below the repository.");
    }
}
