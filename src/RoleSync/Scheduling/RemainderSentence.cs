using System.Globalization;
using RoleSync.Core.Runs;

namespace RoleSync.Scheduling;

/// <summary>Says how many members a run leaves for another trigger, and what does all of them: in answers, in the status and in the log.</summary>
internal static class RemainderSentence
{
    private const string All = "\"rolesync complete\" does all of them, and so does every trigger where AUTO_CONTINUE_CHUNKS is true";

    /// <summary>What is left of a run that waits for its next trigger; null for another one.</summary>
    public static string? Of(Run run) => run.Phase is RunPhase.Waiting
        ? string.Create(CultureInfo.InvariantCulture, $"{run.Total - run.NextIndex} members are left and wait for the next trigger, which goes on at index {run.NextIndex}. {All}.")
        : null;

    /// <summary>What a run that has just got a trigger leaves; null where its chunks follow each other.</summary>
    public static string? Of(StartAnswer.Started started)
    {
        var (run, isBegun) = started;
        if (run.ContinuesByItself)
        {
            return isBegun ? string.Create(CultureInfo.InvariantCulture, $"run {run.Id} goes on at index {run.NextIndex} of {run.Total}.") : null;
        }

        var chunk = isBegun ? Math.Min(run.ChunkSize, run.Total - run.NextIndex) : run.ChunkSize;
        return isBegun
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"run {run.Id} goes on at index {run.NextIndex} with {chunk} of the {run.Total - run.NextIndex} members that are left; {run.Total - run.NextIndex - chunk} will be left after them. {All}.")
            : string.Create(CultureInfo.InvariantCulture, $"one chunk of up to {chunk} members is done, then the run waits for the next trigger. {All}.");
    }
}
