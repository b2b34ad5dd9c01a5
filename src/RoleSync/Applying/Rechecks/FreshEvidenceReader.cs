using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.HandEdits;
using RoleSync.Reading;
using RoleSync.Storage.Runs;
using RoleSync.Work;

namespace RoleSync.Applying.Rechecks;

/// <summary>Reads what is known now of the members of a batch: at Ethos with one call, in the database with a query or two.</summary>
internal sealed class FreshEvidenceReader(
    StandingSource ethos, PlanMemory memory, HandEditDetector handEdits, RunMemories memories, IOptions<SyncOptions> options)
{
    /// <summary>So often a run waits for a silent Ethos; then changes that cannot be looked at are dropped, so that the run ends.</summary>
    private const int MaximumSilences = 3;

    private static readonly TimeSpan _silencePause = TimeSpan.FromMinutes(1);

    /// <summary>Reads it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="guild">The guild as inspected.</param>
    /// <param name="members">The members of the batch.</param>
    /// <param name="ct">Cancels calls and queries.</param>
    public async Task<Attempt<FreshEvidence>> ReadAsync(Run run, GuildState guild, IReadOnlyList<MemberId> members, CancellationToken ct)
    {
        var silences = memories.Of(run.Id);
        if (run.Kind is RunKind.Undo)
        {
            silences.EndSilence();
            return new FreshEvidence.OfUndo(guild);
        }

        var standings = await ethos.LookUpAgainAsync(run, members, ct);
        if (!StandingSource.IsOutage(standings))
        {
            silences.EndSilence();
        }
        else if (silences.CountSilence() <= MaximumSilences)
        {
            return new PhaseResult.Postponed("Ethos gives no usable answer; what was planned a while ago is looked at anew then.", _silencePause);
        }

        var absences = (await memory.AbsencesOfAsync(run.Guild, members, ct)).ToDictionary(absence => absence.Member);
        var known = await handEdits.RecallAsync(run.Guild, members, guild, ct);
        return new FreshEvidence.OfStandings(run.Id, guild, standings, absences, known, options.Value.Confirmation);
    }
}
