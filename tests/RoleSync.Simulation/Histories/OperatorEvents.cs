using RoleSync.Simulation.Playing;

namespace RoleSync.Simulation.Histories;

/// <summary>Somebody starts a run.</summary>
internal sealed record Triggers(TimeSpan At, int Guild, int? StartIndex, int? ChunkSize, bool IsDry) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        var waiting = StartIndex is null && !IsDry ? await stage.RunAsync(Guild, "waiting") : null;
        var (status, body) = await stage.CallAsync("POST", "/trigger-sync", new { guildId = stage.IdOf(Guild), startIndex = StartIndex, chunkSize = ChunkSize, dryRun = IsDry });
        if (status == 200 && waiting is { } run && body.GetProperty("runId").GetInt64() == run + 1)
        {
            stage.Judge.Find("a start goes on with what waits", $"run {run} of guild {Guild} waits for its next chunk, and a start without an index begins run {run + 1}", body.GetProperty("runId").GetInt64());
        }

        return $"somebody starts {(IsDry ? "a plan" : "a run")} of guild {Guild} from {StartIndex?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "where it stands"}: {status}";
    }
}

/// <summary>Somebody stops a guild's run, or all.</summary>
internal sealed record Stops(TimeSpan At, int Guild, bool All) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        foreach (var guild in All ? stage.Judge.Guilds : [stage.Guild(Guild).Id])
        {
            stage.Judge.Runs.StopAsked(guild);
        }

        var (status, _) = await stage.CallAsync("POST", "/stop-sync", All ? new { all = true } : new { guildId = stage.IdOf(Guild) });
        return $"somebody stops {(All ? "everything" : $"guild {Guild}")}: {status}";
    }
}

/// <summary>Somebody decides about a held run, if there is one.</summary>
internal sealed record Decides(TimeSpan At, int Guild, bool Approves) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        if (await stage.RunAsync(Guild, "held") is not { } run)
        {
            return $"nothing of guild {Guild} is held";
        }

        stage.Judge.Approved(run, Approves);
        var (status, _) = await stage.CallAsync("POST", $"/runs/{run}/{(Approves ? "approve" : "reject")}");
        return $"somebody {(Approves ? "approves" : "rejects")} run {run}: {status}";
    }
}

/// <summary>Somebody applies the newest plan.</summary>
internal sealed record Applies(TimeSpan At, int Guild) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        if (await stage.RunAsync(Guild, "completed") is not { } run)
        {
            return $"there is no plan of guild {Guild} to apply";
        }

        stage.Judge.Approved(run, true);
        var (status, body) = await stage.CallAsync("POST", $"/runs/{run}/apply");
        stage.Judge.FollowsAgreed(body);
        return $"somebody applies run {run}: {status}";
    }
}

/// <summary>Somebody takes back what the newest run wrote.</summary>
internal sealed record Undoes(TimeSpan At, int Guild) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        if (await stage.RunAsync(Guild, null) is not { } run)
        {
            return $"there is no run of guild {Guild} to undo";
        }

        var (status, body) = await stage.CallAsync("POST", $"/runs/{run}/undo");
        stage.Judge.Undoes(body);
        return $"somebody undoes run {run}: {status}";
    }
}

/// <summary>A member asks to be verified.</summary>
internal sealed record Verifies(TimeSpan At, int Guild, double Member) : Happening(At)
{
    public override async Task<string> PlayAsync(Stage stage)
    {
        var member = stage.MemberOf(Guild, Member);
        return $"{member} asks to be verified: {await stage.VerifyAsync(Guild, member)}";
    }
}
