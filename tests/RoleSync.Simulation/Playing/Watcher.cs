using System.Text.Json;

namespace RoleSync.Simulation.Playing;

/// <summary>Somebody who looks at the status of every guild once a minute: whether what goes on moves or says why not, and what is over is whole.</summary>
internal sealed class Watcher(Stage stage)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(60);
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
            stage.Time.CreateTimer(_ => _ = LookAsync(), null, _pause, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task LookAsync()
    {
        for (var guild = 0; guild < stage.Sandbox.World.Guilds.Count; guild++)
        {
            var (status, body) = await stage.CallAsync("GET", $"/sync-status?guildId={stage.IdOf(guild)}");
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
            stage.Judge.Runs.Ended(number, RolesOf, stage.Policies);
            if (status.GetProperty("phase").GetString() == "stopped")
            {
                stage.Judge.Runs.Stopped(number, stage.Guild(guild).Id);
            }

            if (status.GetProperty("phase").GetString() == "failed" && status.GetProperty("error").GetString() is null or "")
            {
                stage.Judge.Find("every run ended or says why not", $"run {number} has failed and says nothing");
            }
        }

        var says = isRunning && (status.GetProperty("error").GetString() is not (null or "") || status.GetProperty("resumesAt").ValueKind is JsonValueKind.Number);
        var seen = string.Join(' ', _moving.Select(field => status.GetProperty(field).ToString())) + stage.Judge.Runs.WritesOf(stage.Guild(guild).Id);
        if (!isRunning || says || !_seen.TryGetValue(guild, out var last) || last.Seen != seen || !stage.Judge.IsSteady(_longestSilence) || !stage.Judge.IsCalm(_longestSilence) || !stage.Judge.Stores(_longestSilence))
        {
            _seen[guild] = (seen, stage.Time.Elapsed);
        }
        else if (stage.Time.Elapsed - last.Since > _longestSilence)
        {
            stage.Judge.Find("a run that does not move says why", $"run {number} of guild {guild} has not moved since {last.Since:c}: {status}");
            _seen[guild] = (seen, stage.Time.Elapsed);
        }
    }

    private ulong[]? RolesOf(ulong guild, ulong member) => stage.Sandbox.World.Guild(guild) is var found && found.HasMember(member) ? found.RolesOf(member) : null;
}
