using System.Net;
using System.Text.Json;
using RoleSync.EndToEnd.Tests.Processes;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Databases;
using RoleSync.Testing.Processes;

namespace RoleSync.EndToEnd.Tests.Cli;

/// <summary><c>rolesync doctor</c> as a process, and the doctor that <c>serve</c> calls.</summary>
public sealed class DoctorCommandTests : IDisposable
{
    private static readonly SandboxOptions _options = new() { Speed = 50, Guilds = [new GuildOptions { Members = 20 }] };

    private readonly TemporaryDatabase _database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task The_exit_code_says_how_bad_it_is()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        var settings = ServiceProcess.Settings(sandbox, _database.File);

        // The simulated guild has two roles named "Known".
        var (doubled, output) = await ServiceProcess.RunAsync("doctor", settings, Ct);
        Assert.Equal(10, doubled);
        Assert.Contains("warning  role name", output, StringComparison.Ordinal);

        var guild = sandbox.World.TheGuild;
        guild.DeleteRole(guild.Roles.Single(role => role is { Name: "Known", Kind: RoleKind.Foreign }).Id);
        var (healthy, json) = await ServiceProcess.RunAsync("doctor --json", settings, Ct);
        Assert.Equal(0, healthy);
        Assert.Equal("ok", JsonDocument.Parse(json.Split('\n').Single(line => line.StartsWith('{'))).RootElement.GetProperty("grade").GetString());

        guild.DeleteRole(guild.RoleId("ETHOS_ROLE_KNOWN"));
        var (broken, lines) = await ServiceProcess.RunAsync("doctor", settings, Ct);
        Assert.Equal(1, broken);
        Assert.Contains("ROLE_KNOWN", lines, StringComparison.Ordinal);

        var (bad, why) = await ServiceProcess.RunAsync("doctor", new Dictionary<string, string>(settings) { ["SYNC_CRON"] = "whenever" }, Ct);
        Assert.Equal(2, bad);
        Assert.Contains("SYNC_CRON", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_is_ready_before_its_doctor_who_then_says_why_it_is_not()
    {
        await using var sandbox = await SandboxServer.StartAsync(_options, Ct);
        sandbox.World.MembersIntent = false;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sandbox.Faults.Add("GET /applications/@me", Fault.Custom(async _ =>
        {
            await arrived.Task;
            return false;
        }));
        await using var service = await ServiceProcess.StartAsync(
            sandbox, _database.File, new Dictionary<string, string> { ["RoleSync__Doctor__AtStart"] = "true" }, Ct);
        using var caller = new SyncCaller(service.Url);
        using (var early = await caller.Http.GetAsync("/health/ready", Ct))
        {
            Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        }

        arrived.SetResult();
        var (status, reasons) = (HttpStatusCode.OK, "");
        var start = TimeProvider.System.GetTimestamp();
        while (status is HttpStatusCode.OK && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
        {
            using var answer = await caller.Http.GetAsync("/health/ready", Ct);
            (status, reasons) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("SERVER MEMBERS INTENT", reasons, StringComparison.Ordinal);
        Assert.InRange(sandbox.Journal.Count(), 1, 10);
        Assert.Equal(1, service.Log.Split('\n').Count(line => line.Contains("Doctor, members intent", StringComparison.Ordinal)));

        sandbox.World.MembersIntent = true;
        using var again = await caller.Http.PostAsync("/doctor", null, Ct);
        Assert.Equal("warning", JsonDocument.Parse(await again.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("grade").GetString());
        using var late = await caller.Http.GetAsync("/health/ready", Ct);
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
    }
}
