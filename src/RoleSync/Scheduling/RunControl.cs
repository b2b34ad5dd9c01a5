using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Policies;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Scheduling;

/// <summary>Starts, stops, approves and rejects runs, for whoever has the right to: HTTP, the schedule, Discord.</summary>
internal sealed class RunControl(RunStore runs, RunSchedule schedule, GuildPolicies policies, SendGate gate, IOptions<SyncOptions> options)
{
    /// <summary>
    /// Begins a run, or goes on with the guild's waiting or stopped one where the start index is left out or is where that stands.
    /// </summary>
    public async Task<StartAnswer> StartAsync(StartRequest request, CancellationToken ct)
    {
        if (policies.Resolve(request.Guild) is not GuildChoice.Chosen { Guild: var guild })
        {
            return new StartAnswer.NotConfigured(((GuildChoice.Unknown)policies.Resolve(request.Guild)).Why);
        }

        if (policies.Find(guild) is null)
        {
            return new StartAnswer.NotConfigured(policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.");
        }

        if (gate.Refusal(request.Trigger) is { } halt)
        {
            return new StartAnswer.Unavailable(halt.Why, halt.RetriesIn);
        }

        var wasLeftAlone = gate.TryNow(guild, request.Trigger);
        var settings = options.Value;
        var chunkSize = request.ChunkSize ?? settings.ChunkSize;
        var continues = request.Trigger is not (RunTrigger.Http or RunTrigger.Cli) || settings.AutoContinueChunks;
        var answer = request is { StartIndex: null or > 0, DryRun: false } && await runs.ResumableAsync(guild, ct) is { Kind: RunKind.Sync } resumable
            ? await ResumeAsync(resumable, request, chunkSize, continues, ct)
            : null;
        answer ??= await BeginAsync(guild, request, chunkSize, continues, ct);

        // Whatever begins a pass works on it itself: another trigger for each would be half of the scheduler's work.
        if (answer is StartAnswer.Started { Run.Phase: RunPhase.Queued })
        {
            await BringOnAsync(guild, ct);
        }
        else if ((answer is StartAnswer.Started && request.Trigger is not RunTrigger.Pass) || (wasLeftAlone && answer is StartAnswer.Busy { Active.ResumesAt: not null }))
        {
            await schedule.FireAsync(guild, TimeSpan.Zero, ct);
        }

        return answer;
    }

    /// <summary>Asks a run to stop; it ends between two members.</summary>
    /// <returns>False when there is no such run or it has ended.</returns>
    public async Task<bool> StopAsync(RunId id, CancellationToken ct)
    {
        if (await runs.FindAsync(id, ct) is not { } run || !await runs.RequestStopAsync(id, ct))
        {
            return false;
        }

        await schedule.InterruptAsync(run.Guild, ct);
        if (run.ResumesAt is not null)
        {
            await schedule.FireAsync(run.Guild, TimeSpan.Zero, ct);
        }

        return true;
    }

    /// <summary>Asks every run that is under way, in line or held to stop, in one guild or in all.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> StopAllAsync(GuildId? guild, CancellationToken ct)
    {
        var stopped = false;
        foreach (var candidate in guild is { } one ? [one] : policies.Guilds)
        {
            // Whoever is in line first: it would begin where the one before it ends.
            foreach (var run in await runs.OpenAsync(candidate, ct))
            {
                stopped |= await StopAsync(run.Id, ct);
            }
        }

        return stopped;
    }

    /// <summary>Lets the run that is in line begin: the scheduled one before it is interrupted, and ends as soon as the member in hand is finished.</summary>
    public async Task BringOnAsync(GuildId guild, CancellationToken ct)
    {
        if (await runs.ActiveAsync(guild, ct) is { GivesWayTo: not null })
        {
            await schedule.InterruptAsync(guild, ct);
        }

        await schedule.FireAsync(guild, TimeSpan.Zero, ct);
    }

    /// <summary>Approves or rejects a held run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="approve">Approve it; else reject it.</param>
    /// <param name="by">Who decides, as stored with the run.</param>
    /// <param name="ct">Cancels the call.</param>
    /// <returns>False when the run is not held.</returns>
    public async Task<bool> DecideAsync(RunId id, bool approve, string by, CancellationToken ct)
    {
        if (!await runs.DecideAsync(id, approve, by, ct))
        {
            return false;
        }

        if (approve && await runs.FindAsync(id, ct) is { } run)
        {
            gate.TryNow(run.Guild, RunTrigger.Http);
            await BringOnAsync(run.Guild, ct);
        }

        return true;
    }

    private async Task<StartAnswer?> ResumeAsync(Run run, StartRequest request, int chunkSize, bool continues, CancellationToken ct)
    {
        if (run.Phase is RunPhase.Waiting && request.StartIndex >= run.Total)
        {
            return new StartAnswer.BeyondEnd(
                $"startIndex {request.StartIndex} is beyond the end: run {run.Id} has {run.Total} members, the next index is {run.NextIndex}.");
        }

        // The index of the last member that is done is what the status shows beside the next one: whoever sends it means the same.
        var stands = request.StartIndex is not { } index || index == run.NextIndex || index == run.LastProcessedIndex;
        if (!stands || !await runs.ResumeAsync(run.Id, chunkSize, continues, request.Trigger, ct))
        {
            return null;
        }

        return new StartAnswer.Started(await runs.FindAsync(run.Id, ct) ?? run, GoesOn: true);
    }

    private async Task<StartAnswer> BeginAsync(GuildId guild, StartRequest request, int chunkSize, bool continuesByItself, CancellationToken ct)
    {
        var kind = request.DryRun ? RunKind.DryRun : RunKind.Sync;
        var start = await runs.StartAsync(new RunRequest(guild, kind, request.Trigger, request.StartIndex ?? 0, chunkSize, continuesByItself) { Due = request.Due }, ct);
        return start switch
        {
            RunStart.Started started => new StartAnswer.Started(started.Run),
            RunStart.Continues continues => new StartAnswer.Started(continues.Run, GoesOn: true),
            RunStart.Busy busy => new StartAnswer.Busy(busy.Active),
            _ => throw new InvalidOperationException("A run starts, goes on or finds another one in the way."),
        };
    }
}
