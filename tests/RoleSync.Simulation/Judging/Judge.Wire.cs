using RoleSync.Simulation.Network;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Judging;

/// <content>What can be told by the requests alone: limits, and one write of a member at a time.</content>
internal sealed partial class Judge
{
    /// <summary>A process that has just begun knows nothing of what another one has sent.</summary>
    private static readonly TimeSpan _learning = TimeSpan.FromSeconds(20);

    private readonly Dictionary<(Process Process, string Guild, string Member), Traffic.Call> _writing = [];
    private TimeSpan _fatedLast = TimeSpan.MinValue;

    /// <summary>Members in scope now.</summary>
    public int InScope(ulong guild) => _sandbox.World.Guild(guild).MemberIds().Count(member => _sandbox.World.Guild(guild).RolesOf(member).Contains(_policies[guild].Verified));

    /// <summary>Every guild.</summary>
    public IEnumerable<ulong> Guilds => _policies.Keys;

    /// <summary>A process began, froze, woke or died.</summary>
    public void Fated() => _fatedLast = _time.Elapsed;

    /// <summary>Whether no process has begun, frozen or died for so long.</summary>
    public bool IsSteady(TimeSpan since) => Since(_fatedLast) > since;

    public void Sent(Traffic.Call call)
    {
        if (Written(call) is not { } member)
        {
            return;
        }

        var key = (call.Process, member.Guild, member.Member);
        if (_writing.TryGetValue(key, out var other) && !other.IsOver && !other.Exchange.IsAborted)
        {
            Find("one write of a member at a time", $"{call.Process.Name} sends {call.Method} {call.Path} while its {other.Method} of {other.SentAt:c} is under way");
        }

        _writing[key] = call;
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
