using RoleSync.Simulation.Network;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Judging;

/// <content>What can be told by the requests alone: limits, and one write of a member at a time.</content>
internal sealed partial class Judge
{
    /// <summary>A process that has just begun knows nothing of what another one has sent.</summary>
    private static readonly TimeSpan _learning = TimeSpan.FromSeconds(20);

    /// <summary>A process that freezes between the look at its lease and the write sends that one write when it wakes.</summary>
    private static readonly TimeSpan _handOver = TimeSpan.FromSeconds(2);

    /// <summary>So long the service waits for the answer to one try of a call (Discord:TryTimeout).</summary>
    private static readonly TimeSpan _tryTimeout = TimeSpan.FromSeconds(15);

    private readonly Dictionary<long, (Process Process, TimeSpan Since)> _owners = [];
    private readonly HashSet<(long Run, Process Process)> _seenBefore = [];
    private readonly Dictionary<(Process Process, string Guild, string Member), Traffic.Call> _writing = [];
    private TimeSpan _lifecycleChanged = TimeSpan.MinValue;

    /// <summary>Members in scope now.</summary>
    public int InScope(ulong guild) => _sandbox.World.Guild(guild).MemberIds().Count(member => _sandbox.World.Guild(guild).RolesOf(member).Contains(_policies[guild].Verified));

    /// <summary>Every guild.</summary>
    public IEnumerable<ulong> Guilds => _policies.Keys;

    /// <summary>A process began, froze, woke or died.</summary>
    public void LifecycleChanged() => _lifecycleChanged = _time.Elapsed;

    /// <summary>Whether no process has begun, frozen or died for so long.</summary>
    public bool IsSteady(TimeSpan since) => Since(_lifecycleChanged) > since;

    /// <summary>A write is sent, which no other one of the same member may be under way for; one that has had no answer for so long was given up by its caller.</summary>
    public void Sent(Traffic.Call call)
    {
        if (Written(call) is not { } member)
        {
            return;
        }

        var key = (call.Process, member.Guild, member.Member);
        if (_writing.TryGetValue(key, out var other) && !other.IsOver && !other.Exchange.IsAborted && Since(other.SentAt) < _tryTimeout)
        {
            Find("one write of a member at a time", $"{call.Process.Name} sends {call.Method} {call.Path} while its {other.Method} of {other.SentAt:c} is under way");
        }

        _writing[key] = call;
        JudgeOwner(call, member.Guild);
    }

    /// <summary>Where another process has begun to write for a run, the one before sends nothing more but what it had asked leave for already.</summary>
    private void JudgeOwner(Traffic.Call call, string guild)
    {
        var run = RunHistory.Number(call.Exchange.Reason);
        if (run == 0)
        {
            return;
        }

        var (process, since) = _owners.GetValueOrDefault(run, (call.Process, _time.Elapsed));
        if (process == call.Process)
        {
            _owners[run] = (process, since);
            return;
        }

        // The owner is at work at this very moment: a write of it is under way.
        var isAtWork = !process.IsGone && !process.IsFrozen && _writing.Any(other => other.Key.Process == process && other.Key.Guild == guild && !other.Value.IsOver && RunHistory.Number(other.Value.Exchange.Reason) == run);
        if (isAtWork && _time.Elapsed - since > _handOver && _time.Elapsed - call.Process.WokenAt > _handOver && _seenBefore.Contains((run, call.Process)))
        {
            Find("one process at a time writes for a run", $"{call.Process.Name} sends {call.Method} {call.Path} for run {run}, which {process.Name} has had since {since:c}", run);
        }

        if (!isAtWork)
        {
            _owners[run] = (call.Process, _time.Elapsed);
        }

        _seenBefore.Add((run, process));
        _seenBefore.Add((run, call.Process));
    }

    public void Done(Traffic.Call call)
    {
        if (Written(call) is { } member && _writing.TryGetValue((call.Process, member.Guild, member.Member), out var last) && last == call)
        {
            _writing.Remove((call.Process, member.Guild, member.Member));
        }

        if (call.Exchange.StatusCode == 429 && call.Path.Contains("/api/v10/", StringComparison.Ordinal) && Settings.IsAlone && IsSteady(_learning) && IsCalm(_learning))
        {
            Find("no request over a limit", $"{call.Process.Name}: {call.Method} {call.Path} was answered 429");
        }
    }

    private static (string Guild, string Member)? Written(Traffic.Call call) =>
        call.Method is "PUT" or "DELETE" or "PATCH" && call.Path.Split('/') is ["", "api", "v10", "guilds", var guild, "members", var member, ..] ? (guild, member) : null;
}
