using System.Globalization;

namespace RoleSync.Core.Runs;

/// <summary>What a run that is done has achieved. The one place that decides it: the command line, the status, the health and the workflow say the same. Pure.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Why">What was left undone, in sentences; null where all is well.</param>
public sealed record RunResult(RunResultKind Kind, string? Why)
{
    /// <summary>The result of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="maxUnknown">The share of Unknown standings, 0 to 1, that is still taken for healthy.</param>
    /// <returns>Null unless the run is completed: of any other run its phase says all there is.</returns>
    public static RunResult? Of(Run run, double maxUnknown)
    {
        if (run.Phase is not RunPhase.Completed)
        {
            return null;
        }

        if (HasNoStandings(run))
        {
            return new RunResult(RunResultKind.Nothing, Invariant(
                $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Asked} members: no role was changed."));
        }

        if (HasNoSuccess(run))
        {
            return new RunResult(RunResultKind.Nothing, $"No change could be made: {Undone(run)}.");
        }

        List<string> sentences = [];
        if (run.Refused + run.Failed > 0)
        {
            sentences.Add($"Not every change could be made: {Undone(run)}.");
        }

        // Decimal, as the guard counts: 29 % of 100 is 29, and as doubles it is a little less.
        if (run.Unknown > run.Asked * (decimal)maxUnknown)
        {
            sentences.Add(Invariant(
                $"Ethos gave no trustworthy answer for {run.Unknown} of {run.Asked} members, more than SYNC_MAX_UNKNOWN ({maxUnknown * 100:0.##} %)."));
        }

        return sentences.Count == 0 ? new RunResult(RunResultKind.Ok, null) : new RunResult(RunResultKind.Warnings, string.Join(' ', sentences));
    }

    private static bool HasNoStandings(Run run) => run.Kind is not RunKind.Undo && run.Asked > 0 && run.Unknown >= run.Asked;

    // A dry run sends nothing: what it could plan is what it has done.
    private static bool HasNoSuccess(Run run) =>
        run.Refused + run.Failed > 0 && (run.Kind is RunKind.DryRun ? run.Planned : run.Applied) == 0;

    private static string Undone(Run run) => (run.Refused, run.Failed) switch
    {
        (0, var failed) => Invariant($"{failed} got no usable answer"),
        (var refused, 0) => Invariant($"{refused} {Were(refused)} refused"),
        (var refused, var failed) => Invariant($"{refused} {Were(refused)} refused, {failed} got no usable answer"),
    };

    private static string Were(int count) => count == 1 ? "was" : "were";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
