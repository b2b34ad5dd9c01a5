using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
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

    /// <summary>Stores a new run in phase planning unless a run of the guild is planning, held or applying (a unique index decides, not a look before). A waiting run of the guild is ended as stopped.</summary>
    public async Task<RunStart> StartAsync(RunRequest wish, CancellationToken ct)
    {
        while (true)
        {
            var row = NewRow(wish);
            try
            {
                await database.WriteAsync(db => AddAsync(db, row, wish.Due, ct), ct);
                return new RunStart.Started(row.ToRun());
            }
            catch (DbUpdateException fault) when (database.IsDuplicate(fault))
            {
                if (await ActiveAsync(wish.Guild, ct) is { } active)
                {
                    return new RunStart.Busy(active);
                }

                // It ended between the two statements: the way is free now.
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

    /// <summary>Asks a planning or applying run to stop (sets the flag); a held or waiting run ends as stopped at once. False when the run has ended.</summary>
    public async Task<bool> RequestStopAsync(RunId run, CancellationToken ct)
    {
        await using var db = database.Open();
        return await db.Runs
            .Where(row => row.Id == run.Value && row.Phase <= RunPhase.Waiting)
            .ExecuteUpdateAsync(row => PhaseChange.RequestStop(row, Now()), ct) == 1;
    }

    /// <summary>Approves (phase applying) or rejects (phase stopped) a held run and stores who did; false when it is not held.</summary>
    public async Task<bool> DecideAsync(RunId run, bool approve, string by, CancellationToken ct)
    {
        await using var db = database.Open();
        var now = Now();
        return await db.Runs
            .Where(row => row.Id == run.Value && row.Phase == RunPhase.Held)
            .ExecuteUpdateAsync(
                row =>
                {
                    row.SetProperty(r => r.DecidedBy, by);
                    PhaseChange.Enter(row, [RunPhase.Held], approve ? RunPhase.Applying : RunPhase.Stopped, planIsComplete: true, now);
                    row.SetProperty(r => r.AwaitsApproval, !approve);
                    row.SetProperty(r => r.MovedAt, now);
                },
                ct) == 1;
    }

    /// <summary>Rejects every run that has been held since before that time, and stores why. To be called now and then.</summary>
    /// <returns>How many they were.</returns>
    public async Task<int> ExpireHeldAsync(DateTimeOffset plannedBefore, string by, CancellationToken ct)
    {
        await using var db = database.Open();
        var (at, now) = (plannedBefore.ToUnixTimeMilliseconds(), Now());
        return await RunRows.Active(db.Runs)
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
    public Task<Run?> LatestAsync(GuildId? guild, CancellationToken ct) => LatestAsync(guild, before: null, ct);

    /// <summary>The newest run that came before that one.</summary>
    public async Task<Run?> LatestAsync(GuildId? guild, RunId? before, CancellationToken ct)
    {
        await using var db = database.Open();
        var runs = Listed(db, guild, before).Where(row => row.Kind != RunKind.Member);
        return Seen(await runs.FirstOrDefaultAsync(ct));
    }

    /// <summary>The guild's run in phase planning, held or applying.</summary>
    public async Task<Run?> ActiveAsync(GuildId guild, CancellationToken ct)
    {
        await using var db = database.Open();
        var id = (long)guild.Value;
        return Seen(await RunRows.Active(db.Runs.AsNoTracking()).SingleOrDefaultAsync(row => row.Guild == id, ct));
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
        var rows = await RunRows.Active(db.Runs.AsNoTracking()).Where(row => row.Phase != RunPhase.Held).OrderBy(row => row.Guild).ToListAsync(ct);
        return rows.ConvertAll(row => reasons.Explain(row.ToRun()));
    }

    /// <summary>Guilds with a run in phase planning or applying whose <c>ResumesAt</c> has come, or lies so far ahead that the clock was wrong when it was set.</summary>
    public async Task<IReadOnlyList<GuildId>> GuildsToFireAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = database.Open();
        var at = now.ToUnixTimeMilliseconds();
        var latest = (now + _longestRest).ToUnixTimeMilliseconds();
        var guilds = await RunRows.Active(db.Runs)
            .Where(row => row.Phase != RunPhase.Held && (row.ResumesAt == null || row.ResumesAt <= at || row.ResumesAt > latest))
            .Select(row => row.Guild)
            .ToListAsync(ct);
        return guilds.ConvertAll(guild => new GuildId((ulong)guild));
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

    private static IQueryable<RunRow> Listed(RoleSyncContext db, GuildId? guild, RunId? before)
    {
        var runs = db.Runs.AsNoTracking();
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

    private async Task<bool> AddAsync(RoleSyncContext db, RunRow row, DateTimeOffset? due, CancellationToken ct)
    {
        var now = Now();
        await db.Runs
            .Where(other => other.Guild == row.Guild && other.Phase == RunPhase.Waiting)
            .ExecuteUpdateAsync(other => PhaseChange.Enter(other, [RunPhase.Waiting], RunPhase.Stopped, planIsComplete: true, now), ct);

        // Left behind by a run that ended before its plan was complete.
        await db.UnresolvedMembers.Where(member => db.Runs.Any(run => run.Id == member.Run && run.Guild == row.Guild)).ExecuteDeleteAsync(ct);
        db.Runs.Add(row);
        await db.SaveChangesAsync(ct);
        if (due is { } time)
        {
            await ScheduleStore.BeginAsync(db, row.Guild, time, ct);
        }

        return true;
    }

    private RunRow NewRow(RunRequest wish) => new()
    {
        Guild = (long)wish.Guild.Value,
        Kind = wish.Kind,
        Trigger = wish.Trigger,
        Phase = RunPhase.Planning,
        StartIndex = wish.StartIndex,
        NextIndex = wish.StartIndex,
        ChunkSize = wish.ChunkSize,
        ContinuesByItself = wish.ContinuesByItself,
        OfRun = wish.Of?.Value,
        CreatedAt = Now(),
    };

    private Run? Seen(RunRow? row) => row is null ? null : reasons.Explain(row.ToRun());

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
