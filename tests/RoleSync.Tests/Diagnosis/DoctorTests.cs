using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RoleSync.Diagnosis;
using RoleSync.Sandbox.Faulting;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Tests.Diagnosis;

/// <summary>The doctor against the sandbox, over real HTTP and a real file.</summary>
public sealed class DoctorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_healthy_service_is_all_ok_for_at_most_ten_calls_and_nothing_is_changed()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        var report = await bench.ExamineAsync(("DISCORD_WEBHOOK_URL", bench.Sandbox.WebhookUrl.OriginalString));

        Assert.True(report.Severity is Severity.Ok, string.Join('\n', report.Findings));
        Assert.Equal(
            ["token", "clock", "members intent", "guild", "permission", "role", "two-factor", "ethos", "database", "webhook", "access"],
            report.Findings.Select(finding => finding.Check));
        Assert.InRange(bench.Sandbox.Journal.Count(), 1, 10);
        Assert.DoesNotContain(bench.Sandbox.Journal.Requests, request => request.Method is not "GET" and not "POST");
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Folder));
        Assert.Empty(bench.Sandbox.Journal.Violations);
    }

    [Fact]
    public async Task A_refused_token_is_the_first_finding_and_costs_one_call()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        var old = bench.Sandbox.Token;
        bench.Sandbox.World.RotateToken();

        var report = await bench.ExamineAsync(("DISCORD_TOKEN", old));

        AssertFinds(report, Severity.Error, "token", "DISCORD_TOKEN", stopsRuns: true);
        Assert.Equal("token", report.Findings[0].Check);
        Assert.Equal(1, bench.Sandbox.Journal.Count(status: 401));
        Assert.DoesNotContain(report.Findings, finding => finding.Says.Contains(old, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_missing_at_Discord_is_named_with_what_to_do()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        bench.Sandbox.World.MembersIntent = false;
        bench.Guild.BotMayManageRoles = false;

        var report = await bench.ExamineAsync();

        AssertFinds(report, Severity.Error, "members intent", "SERVER MEMBERS INTENT", stopsRuns: true);
        AssertFinds(report, Severity.Error, "permission", "Manage Roles", stopsRuns: true);
    }

    [Fact]
    public async Task A_guild_that_the_bot_is_not_in_is_named()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        var report = await bench.ExamineAsync(("DISCORD_GUILD_ID", "123456789012345678"));

        AssertFinds(report, Severity.Error, "guild", "123456789012345678", stopsRuns: true);
    }

    [Fact]
    public async Task Every_role_that_is_deleted_managed_by_Discord_or_above_the_bot_has_a_line_and_doubled_names_are_told()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        var deleted = bench.Guild.RoleId("ETHOS_ROLE_NEUTRAL");
        bench.Guild.DeleteRole(deleted);
        bench.Guild.MoveRole(bench.Guild.RoleId("ETHOS_ROLE_RENOWNED"), 200);
        bench.Guild.AddRole("Established");
        var booster = bench.Guild.Roles.Single(role => role.IsBooster);

        var report = await bench.ExamineAsync(("ETHOS_ROLE_HUMAN_VERIFIED", $"{booster.Id}"));

        Assert.Equal(3, report.Findings.Count(finding => finding.Check == "role"));
        AssertFinds(report, Severity.Error, "role", $"{deleted}");
        AssertFinds(report, Severity.Error, "role", "\"Renowned\"");
        AssertFinds(report, Severity.Error, "role", "managed by Discord");
        AssertFinds(report, Severity.Warning, "role name", "\"Established\"");
    }

    [Fact]
    public async Task A_guild_that_requires_two_factor_authentication_is_a_warning()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        bench.Sandbox.Faults.Add("GET /guilds/*", Fault.Rewrite(guild =>
        {
            guild!["mfa_level"] = 1;
            return guild;
        }));

        var report = await bench.ExamineAsync();

        Assert.Equal(Severity.Warning, report.Severity);
        AssertFinds(report, Severity.Warning, "two-factor", "60003");
    }

    [Theory]
    [InlineData(-31)]
    [InlineData(40)]
    public async Task A_clock_that_is_half_a_minute_off_is_a_warning(int discordAhead)
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        var date = TimeProvider.System.GetUtcNow().AddSeconds(discordAhead).ToString("R", CultureInfo.InvariantCulture);
        bench.Sandbox.Faults.Add("GET /users/@me", Fault.Status(
            200, new JsonObject { ["id"] = $"{bench.Sandbox.World.BotId}" }.ToJsonString(), headers: new Dictionary<string, string> { ["Date"] = date }));

        AssertFinds(await bench.ExamineAsync(), Severity.Warning, "clock", discordAhead > 0 ? "behind" : "ahead");
    }

    [Fact]
    public async Task An_Ethos_that_does_not_answer_and_a_webhook_that_is_gone_are_errors_that_stop_no_run()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        bench.Sandbox.Faults.Add("POST /users/by/discord", Fault.Status(500));
        var gone = $"{bench.Sandbox.WebhookUrl.OriginalString}x";

        var report = await bench.ExamineAsync(("DISCORD_WEBHOOK_URL", gone));

        AssertFinds(report, Severity.Error, "ethos", "500");
        AssertFinds(report, Severity.Error, "webhook", "DISCORD_WEBHOOK_URL");
        Assert.DoesNotContain(report.Findings, finding => finding.Says.Contains(gone, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_database_that_cannot_be_used_stops_every_run()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        await File.WriteAllTextAsync(bench.File, new string('x', 5_000), Ct);

        AssertFinds(await bench.ExamineAsync(), Severity.Error, "database", "no SQLite database", stopsRuns: true);
        AssertFinds(await bench.ExamineAsync(("ROLESYNC_DATABASE", $"Data Source={bench.Folder}/missing/runs.db")), Severity.Error, "database", "does not exist", stopsRuns: true);
    }

    [Fact]
    public async Task A_database_without_the_newest_tables_is_a_warning_and_one_that_is_served_is_ok()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        await File.WriteAllBytesAsync(bench.File, [], Ct);
        AssertFinds(await bench.ExamineAsync(), Severity.Warning, "database", "older than this version");

        using var database = (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={bench.File}" });
        Assert.Null(database.Claim());
        Assert.Null(await database.PrepareAsync(Ct));

        AssertFinds(await bench.ExamineAsync(), Severity.Ok, "database", "can be written");
    }

    [Fact]
    public async Task One_process_at_a_time_has_a_SQLite_file()
    {
        await using var bench = await DoctorBench.StartAsync(Ct);
        using var later = Sqlite();
        using (var first = Sqlite())
        {
            Assert.Null(first.Claim());
            Assert.Null(first.Claim());
            Assert.Contains(bench.File, later.Claim(), StringComparison.Ordinal);
        }

        Assert.Null(later.Claim());

        SqliteDatabase Sqlite() => (SqliteDatabase)StorageServices.DatabaseOf(new StorageOptions { Database = $"Data Source={bench.File}" });
    }

    private static void AssertFinds(DoctorReport report, Severity grade, string check, string says, bool stopsRuns = false) =>
        Assert.True(
            report.Findings.Any(finding => finding.Severity == grade && finding.Check == check && finding.StopsRuns == stopsRuns
                && finding.Says.Contains(says, StringComparison.Ordinal)),
            $"No {grade} about {check} says \"{says}\":\n{string.Join('\n', report.Findings)}");
}
