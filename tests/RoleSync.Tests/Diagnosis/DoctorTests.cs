using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Diagnosis;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Tests.Diagnosis;

/// <summary>The doctor against the sandbox, over real HTTP and a real file.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rolesync-doctor-").FullName;
    private SandboxServer _sandbox = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SandboxGuild Guild => _sandbox.World.TheGuild;

    private string File => Path.Combine(_folder, "runs.db");

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync(new SandboxOptions { Speed = 50, Guilds = [new GuildOptions { Members = 10 }] }, Ct);

        // The simulated guild has a second role of a tier's name.
        Guild.DeleteRole(Guild.Roles.Single(role => role is { Name: "Known", Kind: RoleKind.Foreign }).Id);
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_healthy_service_is_all_ok_for_at_most_ten_calls_and_nothing_is_changed()
    {
        var report = await ExamineAsync(("DISCORD_WEBHOOK_URL", _sandbox.WebhookUrl.OriginalString));

        Assert.True(report.Grade is Severity.Ok, string.Join('\n', report.Findings));
        Assert.Equal(
            ["token", "clock", "members intent", "guild", "permission", "role", "two-factor", "ethos", "database", "webhook", "access"],
            report.Findings.Select(finding => finding.Check));
        Assert.InRange(_sandbox.Journal.Count(), 1, 10);
        Assert.DoesNotContain(_sandbox.Journal.Requests, request => request.Method is not "GET" and not "POST");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        Assert.Empty(_sandbox.Journal.Violations);
    }

    [Fact]
    public async Task A_refused_token_is_the_first_finding_and_costs_one_call()
    {
        var old = _sandbox.Token;
        _sandbox.World.RotateToken();

        var report = await ExamineAsync(("DISCORD_TOKEN", old));

        AssertFinds(report, Severity.Error, "token", "DISCORD_TOKEN", stopsRuns: true);
        Assert.Equal("token", report.Findings[0].Check);
        Assert.Equal(1, _sandbox.Journal.Count(status: 401));
        Assert.DoesNotContain(report.Findings, finding => finding.Says.Contains(old, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_at_Discord_is_named_with_what_to_do()
    {
        _sandbox.World.MembersIntent = false;
        Guild.BotMayManageRoles = false;

        var report = await ExamineAsync();

        AssertFinds(report, Severity.Error, "members intent", "SERVER MEMBERS INTENT", stopsRuns: true);
        AssertFinds(report, Severity.Error, "permission", "Manage Roles", stopsRuns: true);
    }

    [Fact]
    public async Task A_guild_that_the_bot_is_not_in_is_named()
    {
        var report = await ExamineAsync(("DISCORD_GUILD_ID", "123456789012345678"));

        AssertFinds(report, Severity.Error, "guild", "123456789012345678", stopsRuns: true);
    }

    [Fact]
    public async Task Every_role_that_is_deleted_managed_by_Discord_or_above_the_bot_has_a_line_and_doubled_names_are_told()
    {
        var deleted = Guild.RoleId("ETHOS_ROLE_NEUTRAL");
        Guild.DeleteRole(deleted);
        Guild.MoveRole(Guild.RoleId("ETHOS_ROLE_RENOWNED"), 200);
        Guild.AddRole("Established");
        var booster = Guild.Roles.Single(role => role.IsBooster);

        var report = await ExamineAsync(("ETHOS_ROLE_HUMAN_VERIFIED", $"{booster.Id}"));

        Assert.Equal(3, report.Findings.Count(finding => finding.Check == "role"));
        AssertFinds(report, Severity.Error, "role", $"{deleted}");
        AssertFinds(report, Severity.Error, "role", "\"Renowned\"");
        AssertFinds(report, Severity.Error, "role", "managed by Discord");
        AssertFinds(report, Severity.Warning, "role name", "\"Established\"");
    }

    [Fact]
    public async Task A_guild_that_requires_two_factor_authentication_is_a_warning()
    {
        _sandbox.Faults.Add("GET /guilds/*", Fault.Rewrite(guild =>
        {
            guild!["mfa_level"] = 1;
            return guild;
        }));

        var report = await ExamineAsync();

        Assert.Equal(Severity.Warning, report.Grade);
        AssertFinds(report, Severity.Warning, "two-factor", "60003");
    }

    [Theory]
    [InlineData(-31)]
    [InlineData(40)]
    public async Task A_clock_that_is_half_a_minute_off_is_a_warning(int discordAhead)
    {
        var date = TimeProvider.System.GetUtcNow().AddSeconds(discordAhead).ToString("R", CultureInfo.InvariantCulture);
        _sandbox.Faults.Add("GET /users/@me", Fault.Status(
            200, new JsonObject { ["id"] = $"{_sandbox.World.BotId}" }.ToJsonString(), headers: new Dictionary<string, string> { ["Date"] = date }));

        AssertFinds(await ExamineAsync(), Severity.Warning, "clock", discordAhead > 0 ? "behind" : "ahead");
    }

    [Fact]
    public async Task An_Ethos_that_does_not_answer_and_a_webhook_that_is_gone_are_errors_that_stop_no_run()
    {
        _sandbox.Faults.Add("POST /users/by/discord", Fault.Status(500));
        var gone = $"{_sandbox.WebhookUrl.OriginalString}x";

        var report = await ExamineAsync(("DISCORD_WEBHOOK_URL", gone));

        AssertFinds(report, Severity.Error, "ethos", "500");
        AssertFinds(report, Severity.Error, "webhook", "DISCORD_WEBHOOK_URL");
        Assert.DoesNotContain(report.Findings, finding => finding.Says.Contains(gone, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_stops_every_run()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5_000), Ct);

        AssertFinds(await ExamineAsync(), Severity.Error, "database", "no SQLite database", stopsRuns: true);
        AssertFinds(await ExamineAsync(("ROLESYNC_DATABASE", $"Data Source={_folder}/missing/runs.db")), Severity.Error, "database", "does not exist", stopsRuns: true);
    }

    [Fact]
    public async Task A_database_without_the_newest_tables_is_a_warning_and_one_that_is_served_is_ok()
    {
        await System.IO.File.WriteAllBytesAsync(File, [], Ct);
        AssertFinds(await ExamineAsync(), Severity.Warning, "database", "older than this version");

        using var database = (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={File}" });
        Assert.Null(database.Claim());
        Assert.Null(await database.PrepareAsync(Ct));

        AssertFinds(await ExamineAsync(), Severity.Ok, "database", "can be written");
    }

    [Fact]
    public void One_process_at_a_time_has_a_SQLite_file()
    {
        using var later = Sqlite();
        using (var first = Sqlite())
        {
            Assert.Null(first.Claim());
            Assert.Null(first.Claim());
            Assert.Contains(File, later.Claim(), StringComparison.Ordinal);
        }

        Assert.Null(later.Claim());

        SqliteDatabase Sqlite() => (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={File}" });
    }

    private static void AssertFinds(DoctorReport report, Severity grade, string check, string says, bool stopsRuns = false) =>
        Assert.True(
            report.Findings.Any(finding => finding.Grade == grade && finding.Check == check && finding.StopsRuns == stopsRuns
                && finding.Says.Contains(says, StringComparison.Ordinal)),
            $"No {grade} about {check} says \"{says}\":\n{string.Join('\n', report.Findings)}");

    private async Task<DoctorReport> ExamineAsync(params (string Name, string Value)[] more)
    {
        var settings = _sandbox.Environment().ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
        settings["ROLESYNC_DATABASE"] = $"Data Source={File}";
        settings["RoleSync:Ethos:RetryDelay"] = "00:00:00.001";
        settings["RoleSync:Discord:RetryDelay"] = "00:00:00.001";
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        await using var services = new ServiceCollection()
            .AddLogging()
            .AddRoleSync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        return await services.GetRequiredService<Doctor>().ExamineAsync(3, Ct);
    }
}
