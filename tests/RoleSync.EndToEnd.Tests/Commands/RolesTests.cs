using System.Globalization;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Commands;

/// <summary><c>rolesync roles</c> as a process, before there is any role to serve by and beside a service at work.</summary>
public sealed class RolesTests : IDisposable
{
    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task A_server_without_roles_is_set_up_and_served_by_them_without_naming_one()
    {
        await using var sandbox = await SandboxServer.StartAsync(Options(), Ct);
        var settings = Bare(sandbox);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ServiceProcess.StartAsync(sandbox, _database.File, settings, Ct));
        Assert.Equal((2, true), Says(await ServiceProcess.RunAsync("serve", settings, Ct), "ETHOS_VERIFIED_ROLE_ID is missing"));
        Assert.Equal((10, true), Says(await ServiceProcess.RunAsync("roles", settings, Ct), "rolesync roles create"));

        var (code, output) = await ServiceProcess.RunAsync("roles create --json", settings, Ct);

        Assert.True(code == 0, output);
        var roles = JsonDocument.Parse(output.Split('\n').Single(line => line.StartsWith('{'))).RootElement.GetProperty("roles").EnumerateArray().ToList();
        Assert.All(roles, role => Assert.Equal(("made", "stored"), (role.GetProperty("done").GetString(), role.GetProperty("source").GetString())));
        Assert.Equal(roles.Count, sandbox.Journal.Count("POST", "/guilds/{guild}/roles"));
        var guild = sandbox.World.TheGuild;
        var verified = ulong.Parse(roles[0].GetProperty("roleId").GetString()!, CultureInfo.InvariantCulture);
        foreach (var member in guild.MemberIds().Where(member => !guild.IsBot(member)))
        {
            guild.Grant(member, verified);
        }

        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, settings, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        var end = await caller.WaitForEndAsync(Ct);
        Assert.Equal("completed", SyncCaller.Phase(end));
        Assert.True(end.GetProperty("applied").GetInt32() > 0, end.ToString());
        Assert.Equal((0, true), Says(await ServiceProcess.RunAsync("roles", settings, Ct), "Known (human validator)"));
    }

    [Fact]
    public async Task Roles_that_are_made_beside_a_service_count_from_its_next_run_on()
    {
        await using var sandbox = await SandboxServer.StartAsync(Options(), Ct);
        var settings = Bare(sandbox);
        settings["ETHOS_VERIFIED_ROLE_ID"] = $"{sandbox.World.TheGuild.AddRole("Members").Id}";
        var guild = sandbox.World.TheGuild;
        foreach (var member in guild.MemberIds().Where(member => !guild.IsBot(member)))
        {
            guild.Grant(member, ulong.Parse(settings["ETHOS_VERIFIED_ROLE_ID"], CultureInfo.InvariantCulture));
        }

        await using var service = await ServiceProcess.StartAsync(sandbox, _database.File, settings, Ct);
        using var caller = new SyncCaller(service.Url);
        await caller.TriggerAsync(null, Ct);
        Assert.Equal(0, (await caller.WaitForEndAsync(Ct)).GetProperty("planned").GetInt32());

        var (code, output) = await ServiceProcess.RunAsync("roles create --base-only", settings, Ct);
        Assert.True(code == 0, output);
        await caller.TriggerAsync(null, Ct);
        var end = await caller.WaitAsync(status => status.GetProperty("runId").GetInt32() == 2 && SyncCaller.Phase(status) == "completed", TimeSpan.FromMinutes(1), Ct);

        Assert.True(end.GetProperty("applied").GetInt32() > 0, end.ToString());
        using var listed = JsonDocument.Parse(await caller.Http.GetStringAsync("/roles", Ct));
        Assert.Equal(15, listed.RootElement.GetProperty("roles").EnumerateArray().Count(role => role.GetProperty("position").ValueKind is JsonValueKind.Number));
        using var again = await caller.Http.PostAsync("/roles/create?baseOnly=true", null, Ct);
        Assert.Equal(200, (int)again.StatusCode);
        Assert.DoesNotContain("\"made\"", await again.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var unknown = await caller.Http.GetAsync("/roles?guildId=5", Ct);
        Assert.Equal((404, "application/problem+json"), ((int)unknown.StatusCode, unknown.Content.Headers.ContentType!.MediaType));
    }

    private static (int, bool) Says((int ExitCode, string Output) said, string words) =>
        (said.ExitCode, said.Output.Contains(words, StringComparison.Ordinal));

    private static SandboxOptions Options() => new() { Speed = 200, Guilds = [new GuildOptions { Members = 40 }] };

    /// <summary>The settings of a server that has no role of the policy, and the server without them.</summary>
    private Dictionary<string, string> Bare(SandboxServer sandbox)
    {
        var guild = sandbox.World.TheGuild;
        var settings = ServiceProcess.Settings(
            sandbox, _database.File, new Dictionary<string, string> { ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CONFIRM_ABSENT"] = "1" });
        foreach (var (name, role) in guild.PolicyVariables().ToList())
        {
            settings[name] = "";
            guild.DeleteRole(ulong.Parse(role, CultureInfo.InvariantCulture));
        }

        guild.DeleteRole(guild.Roles.Single(role => role is { Name: "Known", Kind: RoleKind.Foreign }).Id);
        return settings;
    }
}
