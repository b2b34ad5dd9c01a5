using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Runs;
using RoleSync.Storage.Tables;

namespace RoleSync.Storage;

/// <summary>What a health check asks of the runs of all guilds.</summary>
internal sealed class RunHealth(Database database, RunReasons reasons)
{
    // Runs whose end says something about the guild: neither dry runs nor what a person stopped, nor a start index that was wrong.
    private static readonly Expression<Func<RunRow, bool>> _isJudged = row =>
        (row.Kind == RunKind.Sync || row.Kind == RunKind.Undo)
        && (row.Phase == RunPhase.Completed || (row.Phase == RunPhase.Failed && row.StartIndex == 0));

    // As RunResult judges them: this finds the candidates, that says the sentence.
    private static readonly Expression<Func<RunRow, bool>> _isUnwell = row =>
        row.Phase == RunPhase.Failed
        || (row.Kind == RunKind.Sync && row.Total > row.Unasked && row.Unknown >= row.Total - row.Unasked)
        || (row.Applied == 0 && row.Refused + row.Failed > 0);

    /// <summary>What a pass since then must not have met, for the guild to count as well again.</summary>
    private const PassTroubles Unwell = PassTroubles.Failed | PassTroubles.Outage | PassTroubles.Refused;

    /// <summary>The guilds whose newest run failed or could do nothing at all, by guild id; those left out over which a pass was quiet since.</summary>
    public async Task<IReadOnlyList<UnwellGuild>> UnwellAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        var judged = db.Runs.AsNoTracking().Where(_isJudged);
        var newest = judged.GroupBy(row => row.Guild).Select(guild => guild.Max(row => row.Id));
        var unwell = await db.Runs.AsNoTracking().Where(row => newest.Contains(row.Id)).Where(_isUnwell)
            .Where(row => !db.Passes.Any(pass => pass.Guild == row.Guild && pass.EndedAt > row.EndedAt && (pass.Troubles & Unwell) == PassTroubles.None))
            .OrderBy(row => row.Guild).ToListAsync(ct);
        var found = new List<UnwellGuild>();
        foreach (var row in unwell)
        {
            var own = judged.Where(other => other.Guild == row.Guild);
            var well = await own.Where(Not(_isUnwell)).MaxAsync(other => (long?)other.Id, ct) ?? 0;
            var since = await own.Where(_isUnwell).Where(other => other.Id > well).MinAsync(other => other.EndedAt, ct) ?? row.CreatedAt;
            found.Add(new UnwellGuild(row.ToRun(), DateTimeOffset.FromUnixTimeMilliseconds(since)));
        }

        return found;
    }

    /// <summary>Every run in line, in phase planning, held or applying.</summary>
    public async Task<IReadOnlyList<Run>> ActiveAsync(CancellationToken ct)
    {
        await using var db = database.Open();
        var rows = await RunRows.Active(db.Runs.AsNoTracking()).ToListAsync(ct);
        rows.AddRange(await RunRows.Waiting(db.Runs.AsNoTracking()).ToListAsync(ct));
        return [.. rows.OrderBy(row => row.Id).Select(row => reasons.Explain(row.ToRun()))];
    }

    private static Expression<Func<RunRow, bool>> Not(Expression<Func<RunRow, bool>> condition) =>
        Expression.Lambda<Func<RunRow, bool>>(Expression.Not(condition.Body), condition.Parameters);
}

/// <summary>A guild whose newest run failed or could do nothing at all.</summary>
/// <param name="Run">That run.</param>
/// <param name="Since">The end of the first of these runs in a row.</param>
internal sealed record UnwellGuild(Run Run, DateTimeOffset Since);
