using System.Text.Json;
using RoleSync.Simulation.Histories;

namespace RoleSync.Simulation.Playing;

/// <summary>Somebody who looks at the status of every guild once a minute: whether what goes on moves or says why not, and what is over is whole.</summary>
internal sealed class StatusMonitor(SimulatedRun scenario)
{
    /// <summary>Where days pass and many guilds are watched, a look a minute at each would be most of the work.</summary>
    private readonly TimeSpan _pause = scenario.History.CountsCollections ? TimeSpan.FromMinutes(10) : TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _longestSilence = TimeSpan.FromMinutes(5);

    /// <summary>What changes while a run moves.</summary>
    private static readonly string[] _moving = ["runId", "phase", "nextIndex", "listed", "planned", "applied", "failed", "refused", "skipped"];

    private readonly Dictionary<int, (string Seen, TimeSpan Since)> _seen = [];
    private readonly Dictionary<int, long> _over = [];
    private bool _isOver;

    public void Begin() => Next();

    public void End() => _isOver = true;

    private void Next()
    {
        if (!_isOver)
        {
            scenario.Time.CreateTimer(_ => _ = LookAsync(), null, _pause, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task LookAsync()
    {
        for (var guild = 0; guild < scenario.Sandbox.World.Guilds.Count; guild++)
        {
            var (status, body) = await scenario.CallAsync("GET", $"/sync-status?guildId={scenario.IdOf(guild)}");
            if (status == 200)
            {
                Look(guild, body.GetProperty("status"));
            }
        }

        Next();
    }

    private void Look(int guild, JsonElement status)
    {
        var isRunning = status.GetProperty("isRunning").GetBoolean();
        var number = status.GetProperty("runId") is { ValueKind: JsonValueKind.Number } run ? run.GetInt64() : 0;
        if (number != 0 && status.GetProperty("phase").GetString() is "completed" or "stopped" or "failed" && _over.GetValueOrDefault(guild) != number)
        {
            _over[guild] = number;
            scenario.Judge.Runs.Ended(number, RolesOf, scenario.Policies);

            // A held run expires after a day: where the clock is set, that day may be short, and nobody need ask for its end.
            if (status.GetProperty("phase").GetString() == "stopped" && !scenario.History.Events.Any(happened => happened is ClockIsSet))
            {
                scenario.Judge.Runs.Stopped(number, scenario.Guild(guild).Id);
            }

            if (scenario.Judge.IsPlain(scenario.Guild(guild).Id) && (status.GetProperty("phase").GetString() == "failed" || status.GetProperty("refused").GetInt32() > 0)
                && status.GetProperty("error").GetString()?.StartsWith("startIndex ", StringComparison.Ordinal) != true)
            {
                scenario.Judge.Find("only Discord's own word ends a run or refuses a change", $"nothing was ever amiss with guild {guild} but outages, and run {number} says: {status}");
            }

            if (status.GetProperty("phase").GetString() == "failed" && status.GetProperty("error").GetString() is null or "")
            {
                scenario.Judge.Find("every run ended or says why not", $"run {number} has failed and says nothing");
            }
        }

        var says = isRunning && (status.GetProperty("error").GetString() is not (null or "") || status.GetProperty("resumesAt").ValueKind is JsonValueKind.Number);
        var seen = string.Join(' ', _moving.Select(field => status.GetProperty(field).ToString())) + scenario.Judge.Runs.WritesOf(scenario.Guild(guild).Id);
        if (!isRunning || says || !_seen.TryGetValue(guild, out var last) || last.Seen != seen || !scenario.Judge.IsSteady(_longestSilence) || !scenario.Judge.IsCalm(_longestSilence) || !scenario.Judge.Stores(_longestSilence))
        {
            _seen[guild] = (seen, scenario.Time.Elapsed);
        }
        else if (scenario.Time.Elapsed - last.Since > _longestSilence)
        {
            scenario.Judge.Find("a run that does not move says why", $"run {number} of guild {guild} has not moved since {last.Since:c}: {status}");
            _seen[guild] = (seen, scenario.Time.Elapsed);
        }
    }

    private ulong[]? RolesOf(ulong guild, ulong member) => scenario.Sandbox.World.Guild(guild) is var found && found.HasMember(member) ? found.RolesOf(member) : null;
}
