using System.Text.Json;
using RoleSync.Simulation.Histories;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Playing;

/// <summary>Faults cease: within two runs every guild is right, and every run has ended.</summary>
internal sealed class FinalCheck(SimulatedRun scenario)
{
    /// <summary>A service that has never been up owes nothing yet.</summary>
    private static readonly TimeSpan _start = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _settling = TimeSpan.FromMinutes(11);
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _timeLimit = TimeSpan.FromHours(4);

    private TimeSpan? _ceased;

    /// <summary>Whoever is absent keeps the roles until two looks agree that are so far apart.</summary>
    private TimeSpan BetweenRuns => scenario.History.Settings.GetValueOrDefault("SYNC_CONFIRM_ABSENT") == "1" || scenario.History.Settings.ContainsKey("SYNC_CONFIRM_AFTER")
        ? TimeSpan.FromMinutes(2) : TimeSpan.FromMinutes(11);

    public async Task PlayAsync()
    {
        scenario.Story.Tell("world", "faults cease");
        await scenario.CatchUpAsync();
        scenario.Sandbox.Faults.Clear();
        _ceased = scenario.Time.Elapsed;
        await Task.Delay(_settling, scenario.Time);
        for (var round = 1; round <= 2; round++)
        {
            for (var guild = 0; guild < scenario.Sandbox.World.Guilds.Count; guild++)
            {
                await CompleteAsync(guild, round);
            }

            await Task.Delay(BetweenRuns, scenario.Time);
        }

        for (var guild = 0; guild < scenario.Sandbox.World.Guilds.Count; guild++)
        {
            JudgeGuild(guild);
        }

        await JudgeRunsAsync();
        if (scenario.Time.Elapsed - scenario.TriggerStore.ReconciledAt > TimeSpan.FromSeconds(45))
        {
            scenario.Judge.Find("runs are looked after", $"the reconciler, which comes every ten seconds, came last at {scenario.TriggerStore.ReconciledAt:c}");
        }
    }

    /// <summary>What a person does: waits for what goes on, decides about what is held, starts a run and waits for its end.</summary>
    private async Task CompleteAsync(int guild, int round)
    {
        long? started = null;
        var deadline = scenario.Time.Elapsed + _timeLimit;
        while (scenario.Time.Elapsed < deadline)
        {
            var (answer, body) = await scenario.CallAsync("GET", $"/sync-status?guildId={scenario.IdOf(guild)}");
            var status = answer == 200 ? body.GetProperty("status") : default;
            var phase = answer == 200 ? status.GetProperty("phase").GetString() : "nobody";
            var run = answer == 200 && status.GetProperty("runId") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0;
            if (phase == "held")
            {
                scenario.Judge.Approved(run, true);
                await scenario.CallAsync("POST", $"/runs/{run}/approve");
            }
            else if (phase is "planning" or "applying" or "nobody")
            {
                await Task.Delay(_look, scenario.Time);
            }
            else if (started is null)
            {
                var (code, trigger) = await scenario.CallAsync("POST", "/trigger-sync", new { guildId = scenario.IdOf(guild), startIndex = 0, chunkSize = 100_000 });
                started = code == 200 ? trigger.GetProperty("runId").GetInt64() : null;
                scenario.Story.Tell("operator", $"starts run {round} of guild {guild}: {code} {(code == 200 ? started : trigger)}");
                if (code == 409)
                {
                    await ApproveHeldAsync(guild);
                }

                await Task.Delay(_look, scenario.Time);
            }
            else if (phase == "waiting")
            {
                await scenario.CallAsync("POST", "/trigger-sync", new { guildId = scenario.IdOf(guild), chunkSize = 100_000 });
            }
            else
            {
                if (phase == "failed")
                {
                    scenario.Judge.Find("when faults cease the guild is right", $"run {run} of guild {guild} fails: {status.GetProperty("error")}");
                }

                return;
            }
        }

        scenario.Judge.Find("every run ended or says why not", $"run {round} of guild {guild} has not ended within {_timeLimit:c} after faults had ceased");
    }

    /// <summary>A held run is behind the runs that went on without it: it keeps people from starting one, and is not what the status shows.</summary>
    private async Task ApproveHeldAsync(int guild)
    {
        var (code, body) = await scenario.CallAsync("GET", $"/runs?limit=1000&guildId={scenario.IdOf(guild)}");
        foreach (var run in code == 200 ? body.GetProperty("runs").EnumerateArray().Where(run => run.GetProperty("phase").GetString() == "held").ToList() : [])
        {
            var id = run.GetProperty("id").GetInt64();
            scenario.Judge.Approved(id, true);
            await scenario.CallAsync("POST", $"/runs/{id}/approve");
        }
    }

    private void JudgeGuild(int index)
    {
        var (guild, policy) = (scenario.Guild(index), scenario.Policy(index));
        var managed = policy.Named.ToHashSet();
        foreach (var member in guild.MemberIds().Where(member => !guild.IsBot(member)))
        {
            HashSet<ulong> roles = [.. guild.RolesOf(member)];
            if (!roles.Contains(policy.Verified) || policy.Demanded(scenario.Sandbox.World.Ethos.Find(member)) is not { } demanded)
            {
                continue;
            }

            var has = roles.Where(managed.Contains).ToHashSet();
            demanded.RemoveWhere(role => !scenario.HasRole(index, role));
            if (!has.SetEquals(demanded))
            {
                var tiers = has.Count(role => policy.TierOf(role) >= 0);
                scenario.Judge.Find(
                    tiers > 1 ? "nobody between two tiers" : "when faults cease the guild is right",
                    $"member {member} of guild {index} has {string.Join(",", has.Order())} and should have {string.Join(",", demanded.Order())}");
            }
        }
    }

    private async Task JudgeRunsAsync()
    {
        var (status, body) = await scenario.CallAsync("GET", "/runs?limit=1000");
        if (status != 200)
        {
            scenario.Judge.Find("every run ended or says why not", $"the runs cannot be listed: {status}");
            return;
        }

        List<JsonElement> runs = [.. body.GetProperty("runs").EnumerateArray()];
        foreach (var run in runs.Where(run => run.GetProperty("phase").GetString() is "planning" or "applying"))
        {
            scenario.Judge.Find("every run ended or says why not", $"run {run.GetProperty("id")} is still {run.GetProperty("phase")}: {run}");
        }

        JudgeDue(runs);
        JudgeResults(runs);
        var undone = runs.Where(run => run.GetProperty("kind").GetString() == "undo").Select(run => run.GetProperty("id").GetInt64()).ToHashSet();
        var decided = runs.Where(run => run.GetProperty("decidedBy").ValueKind is JsonValueKind.String).Select(run => run.GetProperty("id").GetInt64()).ToHashSet();
        scenario.Judge.Withdraw(undone.Contains, decided.Contains);
    }

    /// <summary>What was due last before faults ceased was begun then, or is made up for; unless another run of the guild was in the way.</summary>
    private void JudgeDue(List<JsonElement> runs)
    {
        if (_ceased is not { } ceased || !scenario.History.Settings.TryGetValue("SYNC_CRON", out var cron) || scenario.History.Settings.ContainsKey("DISABLE_DAILY_SYNC")
            || scenario.History.Events.Any(happened => happened is ClockIsSet))
        {
            return;
        }

        var every = TimeSpan.FromMinutes(cron.StartsWith("*/20", StringComparison.Ordinal) ? 20 : cron.StartsWith("*/10", StringComparison.Ordinal) ? 10 : 24 * 60);
        var offset = TimeSpan.FromMinutes(every.TotalHours > 1 ? 5 : 0);
        var due = offset + (Math.Floor((ceased - offset) / every) * every);
        if (due < _start)
        {
            return;
        }

        var (from, to) = (Milliseconds(due), Milliseconds(ceased + _settling));
        for (var guild = 0; guild < scenario.Sandbox.World.Guilds.Count; guild++)
        {
            var id = scenario.IdOf(guild);
            if (!runs.Exists(run => run.GetProperty("guildId").GetString() == id && run.GetProperty("createdAt").GetInt64() <= to
                && (run.GetProperty("endedAt").ValueKind is not JsonValueKind.Number || run.GetProperty("endedAt").GetInt64() >= from)))
            {
                scenario.Judge.Find("a run that is due is begun", $"the scheduled run of guild {guild} that was due at {due:c} has not begun by {ceased + _settling:c}");
            }
        }
    }

    /// <summary>A run that has done nothing of what it planned does not say that all is well.</summary>
    private void JudgeResults(List<JsonElement> runs)
    {
        foreach (var run in runs.Where(run => run.GetProperty("result").ValueKind is JsonValueKind.String && run.GetProperty("result").GetString() == "ok"))
        {
            if (run.GetProperty("refused").GetInt32() + run.GetProperty("failed").GetInt32() > 0)
            {
                scenario.Judge.Find("a result tells what was left undone", $"{run}");
            }
        }
    }

    private static long Milliseconds(TimeSpan at) => (SimulatedTime.Beginning + at).ToUnixTimeMilliseconds();
}
