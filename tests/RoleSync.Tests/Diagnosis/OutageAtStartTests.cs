using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Diagnosis;
using RoleSync.Discord;
using RoleSync.Ethos.Http;
using RoleSync.Interactions;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Worlds;
using RoleSync.Tests.Hosting;

namespace RoleSync.Tests.Diagnosis;

/// <summary>What a start does is done in the end, however Discord was when it began.</summary>
public sealed class OutageAtStartTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private static readonly SandboxOptions _small = new() { Seed = 3, Speed = 200, Guilds = [new GuildOptions { Members = 5 }] };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", 503, "")]
    [InlineData("PUT", 502, "<html>Bad gateway</html>")]
    [InlineData("GET", 403, """{"message":"Missing Access","code":50001}""")]
    public async Task Slash_commands_are_registered_once_Discord_takes_them(string method, int status, string body)
    {
        await using var runs = await SandboxRuns.StartAsync(
            _small, server => [.. server.CommandEnvironment().Select(pair => (pair.Key, pair.Value)), ("RoleSync:Discord:RetryDelay", "00:00:00.001")]);
        var outage = runs.Server.Faults.Add($"{method} /applications/*/commands", Fault.Status(status, body, "application/json"));
        var registration = ActivatorUtilities.CreateInstance<RegistrationAtStart>(runs.Services);

        await registration.StartAsync(Ct);
        await UntilAsync(() => Count("not registered yet") > 0);
        var hits = outage.Hits;
        await UntilAsync(() => outage.Hits > hits);
        outage.IsOn = false;
        await UntilAsync(() => Count("slash commands were registered") + Count("are registered at Discord") > 0);

        await registration.StopAsync(Ct);
        Assert.Equal(1, runs.Server.Journal.Count("PUT", "/applications/{application}/commands", 200));
        Assert.Equal(1, Count("not registered yet"));

        int Count(string text) => runs.Log.All.Count(line => line.Text.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", 503, "")]
    [InlineData("false", 503, "")]
    [InlineData("true", 403, """{"message":"Missing Access","code":50001}""")]
    public async Task The_service_is_ready_within_seconds_once_Discord_is_well(string atStart, int status, string body)
    {
        await using var runs = await SandboxRuns.StartAsync(_small, ("RoleSync:Doctor:AtStart", atStart), ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
        var outage = runs.Server.Faults.Add("GET /guilds/*", Fault.Status(status, body));
        var rounds = runs.Get<DoctorService>();
        await rounds.StartAsync(Ct);
        if (atStart == "false")
        {
            // Somebody asks for a diagnosis in the middle of an outage.
            await rounds.ExamineAsync(Ct);
        }

        await UntilAsync(() => rounds.Hindrances.Count > 0);
        outage.IsOn = false;

        await UntilAsync(() => rounds.Hindrances.Count == 0);
        await rounds.StopAsync(Ct);
    }

    [Fact]
    public async Task A_diagnosis_that_comes_after_a_good_one_does_not_spoil_readiness_for_good()
    {
        await using var runs = await SandboxRuns.StartAsync(_small, ("RoleSync:Doctor:AtStart", "true"), ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
        var rounds = runs.Get<DoctorService>();
        await rounds.StartAsync(Ct);
        await UntilAsync(() => rounds.Last is not null);
        Assert.Empty(rounds.Hindrances);

        runs.Server.Faults.Add("GET /users/@me", Fault.Status(503), times: 6);
        await rounds.ExamineAsync(Ct);
        Assert.NotEmpty(rounds.Hindrances);

        await UntilAsync(() => rounds.Hindrances.Count == 0);
        await rounds.StopAsync(Ct);
    }

    [Fact]
    public async Task A_finding_about_a_refused_token_is_looked_at_again_as_soon_as_Discord_takes_the_token()
    {
        await using var runs = await SandboxRuns.StartAsync(_small, ("RoleSync:Discord:RetryDelay", "00:00:00.001"));
        var refusal = runs.Server.Faults.Add("GET /users/@me", Fault.Status(401, """{"message":"401: Unauthorized","code":0}"""));

        // Its own pauses never end: only the token's return can make it look again.
        using var rounds = ActivatorUtilities.CreateInstance<DoctorService>(runs.Services, new FakeTimeProvider());
        await rounds.StartAsync(Ct);
        await rounds.ExamineAsync(Ct);
        Assert.NotEmpty(rounds.Hindrances);
        refusal.IsOn = false;
        using var probe = ActivatorUtilities.CreateInstance<TokenProbe>(runs.Services);
        await probe.StartAsync(Ct);

        await UntilAsync(() => rounds.Hindrances.Count == 0);
        await probe.StopAsync(Ct);
        await rounds.StopAsync(Ct);
    }

    [Fact]
    public async Task That_Ethos_asked_for_silence_stands_in_the_limits_and_beside_the_status()
    {
        await using var runs = await SandboxRuns.StartAsync(_small);
        runs.Get<EthosPace>().Hold(TimeSpan.FromMinutes(30));

        Assert.Contains(runs.Get<LimitsReader>().Summary().Notices, notice => notice.StartsWith("Ethos asked not to be called", StringComparison.Ordinal));
        Assert.Contains((await runs.Get<LimitsReader>().ReadAsync(details: false, Ct)).Notices, notice => notice.StartsWith("Ethos asked not to be called", StringComparison.Ordinal));
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _patience, $"It did not come to that within {_patience.TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
    }
}
