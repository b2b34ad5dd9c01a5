using System.Globalization;
using RoleSync.Api.Views;
using RoleSync.Cli.Console;
using RoleSync.Cli.Http;

namespace RoleSync.Cli.Watching;

/// <summary>The run that is watched.</summary>
/// <param name="RunId">Its number.</param>
/// <param name="GuildId">Its guild.</param>
internal sealed record StartedRun(long RunId, string GuildId)
{
    public static StartedRun Of(TriggerAnswer answer) => new(answer.RunId, answer.GuildId);
}

/// <summary>Sees a run to its end: asks again and again, and gives the next trigger where the service waits for one.</summary>
internal sealed class RunWatch(SyncApi api, TimeProvider clock, TriggerRequest request, StartedRun started)
{
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(500);

    // As long as a service may need to be started again: the run goes on by itself then.
    private static readonly TimeSpan _longestSilence = TimeSpan.FromSeconds(30);

    private StartedRun _run = started;
    private TimeSpan _pause = _shortestPause;

    /// <summary>Waits until the run has ended or needs a person.</summary>
    /// <param name="show">Called with every state that is seen.</param>
    /// <param name="ct">Ends the watch; the run goes on.</param>
    public async Task<ApiAnswer<StatusAnswer>> ToItsEndAsync(Action<SyncStatus> show, CancellationToken ct)
    {
        var lastAnswer = clock.GetTimestamp();
        while (true)
        {
            var answer = await api.StatusAsync(_run.GuildId, ct);
            if (answer is ApiAnswer<StatusAnswer>.Ok { Value.Status: var status })
            {
                lastAnswer = clock.GetTimestamp();
                show(status);
                if (await EndAsync(answer, status, ct) is { } end)
                {
                    return end;
                }
            }
            else if (!MayPass(answer) || clock.GetElapsedTime(lastAnswer) > _longestSilence)
            {
                return answer;
            }

            await Task.Delay(_pause, clock, ct);

            // A small chunk is over at once; a long run is not to be asked twenty times a second.
            _pause = _pause * 1.5 < _longestPause ? _pause * 1.5 : _longestPause;
        }
    }

    /// <summary>What ends the watch: the answer, or a sentence where it does not tell the end. Null: ask again.</summary>
    private async Task<ApiAnswer<StatusAnswer>?> EndAsync(ApiAnswer<StatusAnswer> answer, SyncStatus status, CancellationToken ct)
    {
        if (status.RunId is { } newer && newer != _run.RunId)
        {
            return Followed(newer);
        }

        return status.Phase switch
        {
            "queued" or "planning" or "applying" => null,
            "waiting" => await ContinueAsync(status.NextIndex, ct),
            _ => answer,
        };
    }

    private async Task<ApiAnswer<StatusAnswer>.Not?> ContinueAsync(int nextIndex, CancellationToken ct)
    {
        switch (await api.TriggerAsync(request with { GuildId = _run.GuildId, StartIndex = nextIndex }, ct))
        {
            case ApiAnswer<TriggerAnswer>.Ok { Value: var continued }:
                (_run, _pause) = (StartedRun.Of(continued), _shortestPause);
                return null;

            // Held: somebody else gave the trigger first, and that chunk is watched on. Unreachable: the next status decides.
            case ApiAnswer<TriggerAnswer>.Not { ExitCode: not (ExitCode.Held or ExitCode.Unreachable) } refused:
                return new(refused.Sentence, ExitCode.Failed);
            default:
                return null;
        }
    }

    private ApiAnswer<StatusAnswer>.Not Followed(long newer) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Run {_run.RunId} ended unseen, because run {newer} of the same guild has begun: \"rolesync runs\" shows how it ended."),
        ExitCode.Failed);

    private static bool MayPass(ApiAnswer<StatusAnswer> answer) =>
        answer is ApiAnswer<StatusAnswer>.Not { ExitCode: ExitCode.Unreachable or ExitCode.Failed };
}
