using System.Text.Json;

namespace RoleSync.Simulation.Playing;

/// <summary>Faults cease: within two runs every guild is right, and every run has ended.</summary>
internal sealed class Ending(Stage stage)
{
    private static readonly TimeSpan _settling = TimeSpan.FromMinutes(11);
    private static readonly TimeSpan _betweenRuns = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _patience = TimeSpan.FromHours(4);

    public async Task PlayAsync()
    {
        stage.Story.Tell("world", "faults cease");
        await stage.CatchUpAsync();
        stage.Sandbox.Faults.Clear();
        await Task.Delay(_settling, stage.Time);
        for (var round = 1; round <= 2; round++)
        {
            for (var guild = 0; guild < stage.Sandbox.World.Guilds.Count; guild++)
            {
                await CompleteAsync(guild, round);
            }

            await Task.Delay(_betweenRuns, stage.Time);
        }

        for (var guild = 0; guild < stage.Sandbox.World.Guilds.Count; guild++)
        {
            JudgeGuild(guild);
        }

        await JudgeRunsAsync();
        if (stage.Time.Elapsed - stage.Timetable.ReconciledAt > TimeSpan.FromSeconds(45))
        {
            stage.Judge.Find("runs are looked after", $"the reconciler, which comes every ten seconds, came last at {stage.Timetable.ReconciledAt:c}");
        }
    }

    /// <summary>What a person does: waits for what goes on, decides about what is held, starts a run and waits for its end.</summary>
    private async Task CompleteAsync(int guild, int round)
    {
        long? started = null;
        var deadline = stage.Time.Elapsed + _patience;
        while (stage.Time.Elapsed < deadline)
        {
            var (answer, body) = await stage.CallAsync("GET", $"/sync-status?guildId={stage.IdOf(guild)}");
            var status = answer == 200 ? body.GetProperty("status") : default;
            var phase = answer == 200 ? status.GetProperty("phase").GetString() : "nobody";
            var run = answer == 200 && status.GetProperty("runId") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
            if (phase == "held")
            {
                stage.Judge.Approved(run, true);
                await stage.CallAsync("POST", $"/runs/{run}/approve");
            }
            else if (phase is "planning" or "applying" or "nobody")
            {
                await Task.Delay(_look, stage.Time);
            }
            else if (started is null)
            {
                var (code, trigger) = await stage.CallAsync("POST", "/trigger-sync", new { guildId = stage.IdOf(guild), startIndex = 0, chunkSize = 100_000 });
                started = code == 200 ? trigger.GetProperty("runId").GetInt64() : null;
                stage.Story.Tell("operator", $"starts run {round} of guild {guild}: {code} {(code == 200 ? started : trigger)}");
                await Task.Delay(_look, stage.Time);
            }
            else if (phase == "waiting")
            {
                await stage.CallAsync("POST", "/trigger-sync", new { guildId = stage.IdOf(guild), chunkSize = 100_000 });
            }
            else
            {
                if (phase == "failed")
                {
                    stage.Judge.Find("when faults cease the guild is right", $"run {run} of guild {guild} fails: {status.GetProperty("error")}");
                }

                return;
            }
        }

        stage.Judge.Find("every run ended or says why not", $"run {round} of guild {guild} has not ended within {_patience:c} after faults had ceased");
    }

    private void JudgeGuild(int index)
    {
        var (guild, policy) = (stage.Guild(index), stage.Policy(index));
        var managed = policy.Named.ToHashSet();
        foreach (var member in guild.MemberIds().Where(member => !guild.IsBot(member)))
        {
            HashSet<ulong> roles = [.. guild.RolesOf(member)];
            if (!roles.Contains(policy.Verified) || policy.Demanded(stage.Sandbox.World.Ethos.Find(member)) is not { } demanded)
            {
                continue;
            }

            var has = roles.Where(managed.Contains).ToHashSet();
            demanded.RemoveWhere(role => !stage.HasRole(index, role));
            if (!has.SetEquals(demanded))
            {
                var tiers = has.Count(role => policy.TierOf(role) >= 0);
                stage.Judge.Find(
                    tiers > 1 ? "nobody between two tiers" : "when faults cease the guild is right",
                    $"member {member} of guild {index} has {string.Join(",", has.Order())} and should have {string.Join(",", demanded.Order())}");
            }
        }
    }

    private async Task JudgeRunsAsync()
    {
        var (status, body) = await stage.CallAsync("GET", "/runs?limit=1000");
        if (status != 200)
        {
            stage.Judge.Find("every run ended or says why not", $"the runs cannot be listed: {status}");
            return;
        }

        List<JsonElement> runs = [.. body.GetProperty("runs").EnumerateArray()];
        foreach (var run in runs.Where(run => run.GetProperty("phase").GetString() is "planning" or "applying"))
        {
            stage.Judge.Find("every run ended or says why not", $"run {run.GetProperty("id")} is still {run.GetProperty("phase")}: {run}");
        }

        var undone = runs.Where(run => run.GetProperty("kind").GetString() == "undo").Select(run => run.GetProperty("id").GetInt64()).ToHashSet();
        var decided = runs.Where(run => run.GetProperty("decidedBy").ValueKind is JsonValueKind.String).Select(run => run.GetProperty("id").GetInt64()).ToHashSet();
        stage.Judge.Pardon(undone.Contains, decided.Contains);
    }
}
