using System.Globalization;
using RoleSync.Sandbox.Recording;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Judging;

/// <summary>What each run has written, told by the audit-log reason of each write.</summary>
internal sealed class RunHistory(Judge judge, SimulatedTime time)
{
    public const string GuardRule = "a run that takes too much is held";

    private readonly Dictionary<long, RunRecord> _runs = [];
    private readonly Dictionary<ulong, int> _writes = [];
    private readonly HashSet<long> _approved = [];
    private readonly HashSet<long> _undo = [];
    private readonly HashSet<ulong> _stopped = [];

    public void Approved(long run, bool approves)
    {
        if (!approves)
        {
            _stopped.UnionWith(judge.Guilds);
        }
        else
        {
            _approved.Add(run);
        }
    }

    /// <summary>Somebody asks a guild's run to stop.</summary>
    public void StopAsked(ulong guild) => _stopped.Add(guild);

    /// <summary>A run is stopped or rejected: somebody has asked for that.</summary>
    public void Stopped(long run, ulong guild)
    {
        if (!_stopped.Contains(guild))
        {
            judge.Find("a run stops where somebody asks for it", $"run {run} of guild {guild} is stopped, and nobody has asked for that");
        }
    }

    public void IsUndo(long run) => _undo.Add(run);

    /// <summary>Whether the write is part of an undo: what Ethos says plays no part in it.</summary>
    public bool IsUndone(RoleWrite write) => _undo.Contains(Number(write)) || write.Reason?.Contains("undo", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Whether the run has taken that role from the member before.</summary>
    public bool HasTaken(RoleWrite write) => _runs.TryGetValue(Number(write), out var run) && run.Taken.Contains((write.Member, write.Role));

    /// <summary>How many writes a guild has had.</summary>
    public int WritesOf(ulong guild) => _writes.GetValueOrDefault(guild);

    public void Wrote(RoleWrite write, GuildPolicy policy, ulong[] roles, string what)
    {
        var number = Number(write);
        _writes[write.Guild] = WritesOf(write.Guild) + 1;
        if (!_runs.TryGetValue(number, out var run))
        {
            _runs[number] = run = new RunRecord(write.Guild) { FirstWrite = time.Elapsed };
        }

        run.LastWrite = time.Elapsed;
        if (!run.Before.ContainsKey(write.Member))
        {
            HashSet<ulong> before = [.. roles];
            if (write.Changed)
            {
                _ = write.Kind is WriteKind.Grant ? before.Remove(write.Role) : before.Add(write.Role);
            }

            run.Before[write.Member] = before;
        }

        if (write.Kind is WriteKind.Revoke)
        {
            run.Taken.Add((write.Member, write.Role));
            if (IsLoss(write, policy, roles))
            {
                run.Losers.Add(write.Member);
                JudgeGuard(number, run, write, what);
            }
        }
    }

    /// <summary>A run is over: nobody whom it wrote stands between two tiers.</summary>
    public void Ended(long number, Func<ulong, ulong, ulong[]?> rolesOf, IReadOnlyDictionary<ulong, GuildPolicy> policies)
    {
        // An undo gives back what was there, however wrong that was.
        if (!_runs.Remove(number, out var run) || _undo.Contains(number))
        {
            return;
        }

        var policy = policies[run.Guild];
        foreach (var (member, before) in run.Before)
        {
            if (rolesOf(run.Guild, member) is not { } roles || judge.Unedited(run.Guild, member) < time.Elapsed - run.FirstWrite + TimeSpan.FromMinutes(20) || judge.Undisturbed(run.Guild) < TimeSpan.FromHours(1)
                || !judge.IsCalm(TimeSpan.FromMinutes(30)))
            {
                continue;
            }

            // What stands above the bot can neither be taken nor given back; that a new tier stands there is no excuse for the loss of the old one.
            if (before.Any(role => policy.TierOf(role) >= 0 && judge.Unmoved(run.Guild, role) < TimeSpan.FromHours(1)))
            {
                continue;
            }

            var (had, has) = (before.Count(role => policy.TierOf(role) >= 0), roles.Count(role => policy.TierOf(role) >= 0));
            if (has > 1 && had <= 1)
            {
                judge.Find("nobody between two tiers", $"run {number} is over, and member {member} of guild {run.Guild} has {has} tier roles");
            }
            else if (has == 0 && had == 1 && judge.DemandsTier(run.Guild, member))
            {
                judge.Find("nobody between two tiers", $"run {number} is over, and member {member} of guild {run.Guild} has no tier role any more");
            }
        }
    }

    private void JudgeGuard(long number, RunRecord run, RoleWrite write, string what)
    {
        run.Scope = Math.Max(run.Scope, judge.InScope(write.Guild));
        if (judge.Settings.Guards && !_undo.Contains(number) && !_approved.Contains(number) && run.Losers.Count > Math.Max(25, run.Scope / 5) + 2)
        {
            judge.Find(GuardRule, $"{what}: {run.Losers.Count} of {run.Scope} members have lost roles, and nobody was asked", number);
        }
    }

    /// <summary>A role taken without a higher tier given before is a loss; the old tier's after a promotion is none.</summary>
    private static bool IsLoss(RoleWrite write, GuildPolicy policy, ulong[] roles) =>
        policy.TierOf(write.Role) is var tier && !(tier >= 0 && roles.Any(role => policy.TierOf(role) > tier || (role != write.Role && policy.TierOf(role) == tier)));

    /// <summary>The number of the run that the write belongs to; 0 for none.</summary>
    public static long Number(RoleWrite write) => Number(write.Reason);

    /// <summary>The number of the run that an audit-log reason names; 0 for none.</summary>
    public static long Number(string? reason)
    {
        const string prefix = "rolesync run ";
        var digits = reason?.StartsWith(prefix, StringComparison.Ordinal) == true ? reason[prefix.Length..].TakeWhile(char.IsAsciiDigit).ToArray() : [];
        return digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);
    }

    private sealed class RunRecord(ulong guild)
    {
        public ulong Guild => guild;

        public Dictionary<ulong, HashSet<ulong>> Before { get; } = [];

        public HashSet<(ulong Member, ulong Role)> Taken { get; } = [];

        public HashSet<ulong> Losers { get; } = [];

        public int Scope { get; set; }

        public TimeSpan LastWrite { get; set; }

        public TimeSpan FirstWrite { get; init; }
    }
}
