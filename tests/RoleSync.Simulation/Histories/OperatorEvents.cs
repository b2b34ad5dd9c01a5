using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>Somebody starts a run.</summary>
internal sealed record Triggers(TimeSpan At, int Guild, int? StartIndex, int? ChunkSize, bool IsDry) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        var waiting = StartIndex is null && !IsDry ? await scenario.RunAsync(Guild, "waiting") : null;
        var (status, body) = await scenario.CallAsync("POST", "/trigger-sync", new { guildId = scenario.IdOf(Guild), startIndex = StartIndex, chunkSize = ChunkSize, dryRun = IsDry });
        if (status == 200 && waiting is { } run && body.GetProperty("runId").GetInt64() == run + 1)
        {
            scenario.Judge.Find("a start goes on with what waits", $"run {run} of guild {Guild} waits for its next chunk, and a start without an index begins run {run + 1}", body.GetProperty("runId").GetInt64());
        }

        return $"somebody starts {(IsDry ? "a plan" : "a run")} of guild {Guild} from {StartIndex?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "where it stands"}: {status}";
    }
}

/// <summary>Somebody stops a guild's run, or all.</summary>
internal sealed record Stops(TimeSpan At, int Guild, bool All) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        foreach (var guild in All ? scenario.Judge.Guilds : [scenario.Guild(Guild).Id])
        {
            scenario.Judge.Runs.StopAsked(guild);
        }

        var (status, _) = await scenario.CallAsync("POST", "/stop-sync", All ? new { all = true } : new { guildId = scenario.IdOf(Guild) });
        return $"somebody stops {(All ? "everything" : $"guild {Guild}")}: {status}";
    }
}

/// <summary>Somebody decides about a held run, if there is one.</summary>
internal sealed record Decides(TimeSpan At, int Guild, bool Approves) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        if (await scenario.RunAsync(Guild, "held") is not { } run)
        {
            return $"nothing of guild {Guild} is held";
        }

        scenario.Judge.Approved(run, Approves);
        var (status, _) = await scenario.CallAsync("POST", $"/runs/{run}/{(Approves ? "approve" : "reject")}");
        return $"somebody {(Approves ? "approves" : "rejects")} run {run}: {status}";
    }
}

/// <summary>Somebody applies the newest plan.</summary>
internal sealed record Applies(TimeSpan At, int Guild) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        if (await scenario.RunAsync(Guild, "completed") is not { } run)
        {
            return $"there is no plan of guild {Guild} to apply";
        }

        scenario.Judge.Approved(run, true);
        var (status, body) = await scenario.CallAsync("POST", $"/runs/{run}/apply");
        scenario.Judge.FollowsAgreed(body);
        return $"somebody applies run {run}: {status}";
    }
}

/// <summary>Somebody takes back what the newest run wrote.</summary>
internal sealed record Undoes(TimeSpan At, int Guild) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        if (await scenario.RunAsync(Guild, null) is not { } run)
        {
            return $"there is no run of guild {Guild} to undo";
        }

        var (status, body) = await scenario.CallAsync("POST", $"/runs/{run}/undo");
        scenario.Judge.Undoes(body);
        return $"somebody undoes run {run}: {status}";
    }
}

/// <summary>A member asks to be verified.</summary>
internal sealed record Verifies(TimeSpan At, int Guild, double Member) : HistoryEvent(At)
{
    public override async Task<string> PlayAsync(SimulatedRun scenario)
    {
        var member = scenario.MemberOf(Guild, Member);
        return $"{member} asks to be verified: {await scenario.VerifyAsync(Guild, member)}";
    }
}
