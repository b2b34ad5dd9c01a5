using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;
using RoleSync.Storage;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>
/// Tells a pass that has something to do, or to say, from one that leaves nothing behind. What is in the way of a pass is told when it begins and when it
/// is over: a pass that meets no more of it than the one before is as good as quiet.
/// </summary>
internal sealed partial class PassClosing(PassStore passes, ChangeJournal journal, IOptions<SyncOptions> options, ILogger<PassClosing> logger)
{
    /// <summary>Judges a pass whose plan is complete.</summary>
    /// <param name="run">The run as it is stored.</param>
    /// <param name="withholds">Whether its losses are withheld.</param>
    /// <param name="note">What it has to say of what is in its way; null for nothing.</param>
    /// <param name="ct">Cancels the queries.</param>
    /// <returns>Null for a run that is no pass, and for a pass that goes on like any run.</returns>
    public async Task<QuietPass?> JudgeAsync(Run run, bool withholds, string? note, CancellationToken ct)
    {
        if (run.Trigger is not RunTrigger.Pass)
        {
            return null;
        }

        var troubles = TroublesOf(run, withholds);
        var before = (await passes.FindAsync(run.Guild, ct))?.Troubles ?? PassTroubles.None;
        Tell(run, troubles, before, note);
        var hasRows = run.Planned + run.Refused + run.Skipped > 0 && await journal.HasToDoAsync(run.Id, withholds, ct);
        if (!hasRows && (troubles & ~before) is PassTroubles.None)
        {
            return new QuietPass(troubles, Failures: 0, options.Value.Every ?? TimeSpan.Zero);
        }

        await passes.NoteAsync(run.Guild, troubles, failures: 0, ct);
        return null;
    }

    /// <summary>Judges a pass that cannot go on, before anything of it was written: the first in a row is a run that failed, and the others are only counted.</summary>
    /// <returns>Null for the first one, and for a run that is no pass or has a plan.</returns>
    public async Task<QuietPass?> JudgeFailureAsync(Run run, CancellationToken ct)
    {
        if (run.Trigger is not RunTrigger.Pass)
        {
            return null;
        }

        var record = await passes.FindAsync(run.Guild, ct);
        var (troubles, failures) = (record?.Troubles ?? PassTroubles.None, (record?.Failures ?? 0) + 1);
        if (run.PlannedAt is null && troubles.HasFlag(PassTroubles.Failed))
        {
            return new QuietPass(troubles, failures, PassPause.After(options.Value.Every ?? TimeSpan.Zero, failures));
        }

        await passes.NoteAsync(run.Guild, troubles | PassTroubles.Failed, failures, ct);
        return null;
    }

    /// <summary>Whether what keeps a pass from going on has been told: by the pass itself, or by one before it.</summary>
    public async Task<bool> IsToldAsync(Run run, CancellationToken ct) => run.Trigger is RunTrigger.Pass
        && (run.Error is not null || (await passes.FindAsync(run.Guild, ct))?.Troubles is not (null or PassTroubles.None));

    private static PassTroubles TroublesOf(Run run, bool withholds) =>
        (run.Unknown > 0 ? PassTroubles.Unknown : PassTroubles.None)
        | (withholds ? PassTroubles.Outage : PassTroubles.None)
        | (run.Awaiting > 0 ? PassTroubles.Awaiting : PassTroubles.None)
        | (run.Refused > 0 ? PassTroubles.Refused : PassTroubles.None)
        | (run.Skipped > 0 ? PassTroubles.Edited : PassTroubles.None);

    private void Tell(Run run, PassTroubles troubles, PassTroubles before, string? note)
    {
        if ((troubles & ~before) is not PassTroubles.None)
        {
            Log.Begins(logger, run.Guild, note ?? "");
        }
        else if (troubles is PassTroubles.None && before is not PassTroubles.None)
        {
            Log.Over(logger, run.Guild);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(63, LogLevel.Warning, "Passes over guild {Guild} meet this, and it is told again when it is over: {What}")]
        public static partial void Begins(ILogger logger, GuildId guild, string what);

        [LoggerMessage(64, LogLevel.Information, "Passes over guild {Guild} meet nothing in their way any more")]
        public static partial void Over(ILogger logger, GuildId guild);
    }
}
