using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Passes;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage.Runs;

/// <summary>
/// The life of runs as people and the schedule see it: start, stop, decision, resumption, and the lists of them. What a firing writes while it works on a
/// run is written with a <see cref="RunLease"/>.
/// </summary>
internal sealed class RunStore(Database database, RunReasons reasons, TimeProvider time)
{
    /// <summary>No run rests longer than that.</summary>
    private static readonly TimeSpan _longestRest = TimeSpan.FromHours(2);

    /// <summary>Stores a new run unless another one of the guild is in the way (<see cref="RunAdmission"/> says which; unique indexes decide between two at once). A waiting run of the guild is ended as stopped, or goes on to its end where the schedule asks.</summary>
    public async Task<RunStart> StartAsync(RunRequest request, CancellationToken ct)
    {
        while (true)
        {
            RunStart answer = null!;
            try
            {
                await database.WriteAsync(
                    async db =>
                    {
                        answer = await RunAdmission.EnterAsync(db, NewRow(request), Now(), ct);
                        if (answer is not RunStart.Busy && request.Due is { } due)
                        {
                            await ScheduleStore.BeginAsync(db, (long)request.Guild.Value, due, ct);
                        }

                        return answer is not RunStart.Busy;
                    },
                    ct);
                return answer is RunStart.Busy { Active: var other } ? new RunStart.Busy(reasons.Explain(other)) : answer;
            }
            catch (DbUpdateException fault) when (database.IsDuplicate(fault))
            {
                // Another one began between the look and the insertion: the next look finds it, or its end.
            }
        }
    }

    /// <summary>Continues a waiting or stopped run whose plan is complete: phase applying, stop flag cleared; false when it is no longer in such a phase, was never approved, is not the guild's newest, or another run of the guild is active.</summary>
    public async Task<bool> ResumeAsync(RunId run, int chunkSize, bool continuesByItself, RunTrigger trigger, CancellationToken ct)
    {
        await using var db = database.Open();
        try
        {
            return await Resumable(db.Runs)
                .Where(row => row.Id == run.Value && !db.Runs.Any(other => other.Guild == row.Guild && other.Id > row.Id && other.Kind != RunKind.Member))
                .ExecuteUpdateAsync(
                    row =>
                    {
                        PhaseChange.Enter(row, [RunPhase.Waiting, RunPhase.Stopped], RunPhase.Applying, planIsComplete: true, Now());
                        row.SetProperty(r => r.ChunkSize, chunkSize)
                            .SetProperty(r => r.ContinuesByItself, continuesByItself)
                            .SetProperty(r => r.Trigger, trigger)
                            .SetProperty(r => r.StopRequested, false)
                            .SetProperty(r => r.ChunkEnd, (int?)null)
                            .SetProperty(r => r.ResumesAt, (long?)null)
                            .SetProperty(r => r.MovedAt, Now())
                            .SetProperty(r => r.Error, (string?)null);
                    },
                    ct) == 1;
        }
        catch (Exception fault) when (database.IsDuplicate(fault))
        {
            return false;
        }
    }

    /// <summary>Asks a planning or applying run to stop (sets the flag); one that is in line, held or waits ends as stopped at once. False when the run has ended.</summary>
    public async Task<bool> RequestStopAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await db.Runs
            .Where(row => row.Id == run.Value && row.Phase <= RunPhase.Waiting)
            .ExecuteUpdateAsync(row => PhaseChange.RequestStop(row, Now()), ct) == 1;
    }

    /// <summary>
    /// Approves or rejects a held run and stores who did; false when it is not held. An approved one applies what still holds: all of it is looked at
    /// again, because others may have written since. Where a scheduled run is at work that one gives way, and the approved one is in line until then.
    /// What a rejected one would have taken is remembered.
    /// </summary>
    public Task<bool> DecideAsync(RunId run, bool approve, string by, CancellationToken ct) => database.WriteAsync(
        async db =>
        {
            var now = Now();
            var guild = await db.Runs.Where(row => row.Id == run.Value).Select(row => row.Guild).SingleOrDefaultAsync(ct);
            var isInLine = approve && await RunRows.Active(db.Runs).AnyAsync(row => row.Guild == guild, ct);
            var next = !approve ? RunPhase.Stopped : isInLine ? RunPhase.Queued : RunPhase.Applying;
            var isDecided = await db.Runs
                .Where(row => row.Id == run.Value && row.Phase == RunPhase.Held)
                .ExecuteUpdateAsync(
                    row =>
                    {
                        row.SetProperty(r => r.DecidedBy, by);
                        PhaseChange.Enter(row, [RunPhase.Held], next, planIsComplete: true, now);
                        row.SetProperty(r => r.AwaitsApproval, !approve);
                        row.SetProperty(r => r.LooksAgainBefore, approve ? now : null);
                        row.SetProperty(r => r.MovedAt, now);
                    },
                    ct) == 1;
            if (isDecided && isInLine)
            {
                await RunAdmission.GiveWayAsync(db, guild, run.Value, ct);
            }
            else if (isDecided && !approve)
            {
                await RejectedLosses.RememberAsync(db, run, guild, ct);
            }

            return isDecided;
        },
        ct);

    /// <summary>Rejects every run that has been held since before that time, and stores why. To be called now and then.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> ExpireHeldAsync(DateTimeOffset plannedBefore, string by, CancellationToken ct)
    {
        await using var db = database.Open();
        var (at, now) = (plannedBefore.ToUnixTimeMilliseconds(), Now());
        return await RunRows.Waiting(db.Runs)
            .Where(row => row.Phase == RunPhase.Held && row.PlannedAt <= at)
            .ExecuteUpdateAsync(
                row =>
                {
                    row.SetProperty(r => r.DecidedBy, by);
                    PhaseChange.Enter(row, [RunPhase.Held], RunPhase.Stopped, planIsComplete: true, now);
                },
                ct);
    }

    /// <summary>The run; null when there is none.</summary>
    public async Task<Run?> FindAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return Seen(await db.Runs.AsNoTracking().SingleOrDefaultAsync(row => row.Id == run.Value, ct));
    }

    /// <summary>The newest run, of one guild or of all; verifications, which are runs of one member, left out.</summary>
    public async Task<Run?> LatestAsync(GuildId? guild, CancellationToken ct)
    {
        await using var db = database.Open();
        return Seen(await Listed(db, guild, before: null).Where(row => row.Kind != RunKind.Member).FirstOrDefaultAsync(ct));
    }

    /// <summary>
    /// The run that people are shown: the newest one, of one guild or of all; but where that is not at work and an older one of its guild is held or in line, that
    /// one, because it waits for a person or for its turn.
    /// </summary>
    public async Task<Run?> ShownAsync(GuildId? guild, CancellationToken ct)
    {
        var newest = await LatestAsync(guild, ct);
        return newest is not null && !newest.Phase.IsActive() && await WaitingAsync(newest.Guild, ct) is { } waiting ? waiting : newest;
    }

    /// <summary>The guild's runs that somebody may stop or go on with: who is in line or held, who is under way, and the newest one; each once, in this order.</summary>
    public async Task<IReadOnlyList<Run>> OpenAsync(GuildId guild, CancellationToken ct)
    {
        Run?[] open = [await WaitingAsync(guild, ct), await ActiveAsync(guild, ct), await LatestAsync(guild, ct)];
        return [.. open.OfType<Run>().DistinctBy(run => run.Id)];
    }

    /// <summary>The newest run that somebody asked for, the schedule left out: what is planned is one's own until another person wants something else.</summary>
    public async Task<Run?> LatestAskedAsync(GuildId guild, RunId? before, CancellationToken ct)
    {
        await using var db = database.Open();
        var runs = Listed(db, guild, before).Where(row => row.Kind != RunKind.Member && row.Trigger != RunTrigger.Cron && row.Trigger != RunTrigger.Pass);
        return Seen(await runs.FirstOrDefaultAsync(ct));
    }

    /// <summary>The guild's run in phase planning or applying.</summary>
    public async Task<Run?> ActiveAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return Seen(await RunRows.Active(db.Runs.AsNoTracking()).SingleOrDefaultAsync(row => row.Guild == id, ct));
    }

    /// <summary>The guild's run that is in line or held.</summary>
    public async Task<Run?> WaitingAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return Seen(await RunRows.Waiting(db.Runs.AsNoTracking()).SingleOrDefaultAsync(row => row.Guild == id, ct));
    }

    /// <summary>The guild's newest run if it waits, or was stopped after its plan was complete (and, if it was held, approved).</summary>
    public async Task<Run?> ResumableAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        var newest = db.Runs.AsNoTracking().Where(row => row.Guild == id && row.Kind != RunKind.Member).OrderByDescending(row => row.Id).Take(1);
        return (await Resumable(newest).SingleOrDefaultAsync(ct))?.ToRun();
    }

    /// <summary>Runs, newest first, with ids below <paramref name="before"/>.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(GuildId? guild, RunId? before, int limit, CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await Listed(db, guild, before).Take(limit).ToListAsync(ct);
        return rows.ConvertAll(row => reasons.Explain(row.ToRun()));
    }

    /// <summary>Every run in phase planning or applying, by guild.</summary>
    public async Task<IReadOnlyList<Run>> UnderWayAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await RunRows.Active(db.Runs.AsNoTracking()).OrderBy(row => row.Guild).ToListAsync(ct);
        return rows.ConvertAll(row => reasons.Explain(row.ToRun()));
    }

    /// <summary>Guilds with a run in phase planning or applying whose <c>ResumesAt</c> has come, or lies so far ahead that the clock was wrong when it was set; and those whose run in line has nobody before it.</summary>
    public async Task<IReadOnlyList<GuildId>> GuildsToFireAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = now.ToUnixTimeMilliseconds();
        var latest = (now + _longestRest).ToUnixTimeMilliseconds();
        var guilds = await RunRows.Active(db.Runs)
            .Where(row => row.ResumesAt == null || row.ResumesAt <= at || row.ResumesAt > latest || row.StopRequested)
            .Select(row => row.Guild)
            .ToListAsync(ct);
        var active = RunRows.Active(db.Runs);
        var next = await RunRows.Waiting(db.Runs).Where(row => row.Phase == RunPhase.Queued && !active.Any(other => other.Guild == row.Guild))
            .Select(row => row.Guild).ToListAsync(ct);
        return [.. guilds.Concat(next).Select(guild => new GuildId((ulong)guild))];
    }

    /// <summary>Lets every run that rests go on now: it was told until when by a clock that was wrong.</summary>
    public async Task RouseAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = now.ToUnixTimeMilliseconds();
        await RunRows.Active(db.Runs).ExecuteUpdateAsync(
            row => row
                .SetProperty(r => r.ResumesAt, r => r.ResumesAt == null ? null : at)
                .SetProperty(r => r.MovedAt, at),
            ct);
    }

    /// <summary>The runs that were to take this one back.</summary>
    public async Task<IReadOnlySet<RunId>> UndosOfAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        var ids = await db.Runs.Where(row => row.OfRun == run.Value && row.Kind == RunKind.Undo).Select(row => row.Id).ToListAsync(ct);
        return ids.Select(id => new RunId(id)).ToHashSet();
    }

    private IQueryable<RunRow> Listed(RoleSyncContext db, GuildId? guild, RunId? before)
    {
        var runs = RunRows.Visible(db.Runs.AsNoTracking(), Now() - (long)RunSilence.Patience.TotalMilliseconds);
        if (guild is { } one)
        {
            var id = (long)one.Value;
            runs = runs.Where(row => row.Guild == id);
        }

        if (before is { } end)
        {
            runs = runs.Where(row => row.Id < end.Value);
        }

        return runs.OrderByDescending(row => row.Id);
    }

    private static IQueryable<RunRow> Resumable(IQueryable<RunRow> runs) =>
        runs.Where(row => (row.Phase == RunPhase.Waiting || row.Phase == RunPhase.Stopped) && row.PlannedAt != null && !row.AwaitsApproval);

    private RunRow NewRow(RunRequest request) => new()
    {
        Guild = (long)request.Guild.Value,
        Kind = request.Kind,
        Trigger = request.Trigger,
        Phase = RunPhase.Planning,
        StartIndex = request.StartIndex,
        NextIndex = request.StartIndex,
        ChunkSize = request.ChunkSize,
        ContinuesByItself = request.ContinuesByItself,
        OfRun = request.Of?.Value,
        LooksAgainBefore = request.LooksAgain ? Now() : null,
        CreatedAt = Now(),
    };

    private Run? Seen(RunRow? row) => row is null ? null : reasons.Explain(row.ToRun());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
