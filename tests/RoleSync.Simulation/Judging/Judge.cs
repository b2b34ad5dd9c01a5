using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Recording;
using RoleSync.Simulation.Kernel;
using RoleSync.Simulation.Network;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Judging;

/// <summary>
/// Holds what the sandbox sees against what must always hold (design, section 4). It knows the world, the wire, and what the history has done to
/// both; of the service it believes nothing.
/// </summary>
internal sealed partial class Judge
{
    /// <summary>What a firing has planned itself within two minutes is not looked at again before it is written.</summary>
    private static readonly TimeSpan _unseen = TimeSpan.FromSeconds(150);

    /// <summary>For so long a request of a process that is gone, or that has not heard yet, may still be under way.</summary>
    private static readonly TimeSpan _underWay = TimeSpan.FromSeconds(60);

    private readonly SandboxServer _sandbox;
    private readonly SimulatedTime _time;
    private readonly IReadOnlyDictionary<ulong, GuildPolicy> _policies;
    private readonly Dictionary<(ulong Guild, ulong Member), TimeSpan> _edited = [];
    private readonly Dictionary<(ulong Guild, ulong Role), TimeSpan> _retired = [];
    private readonly Dictionary<(ulong Guild, ulong Role), TimeSpan> _moved = [];
    private readonly Dictionary<ulong, TimeSpan> _disturbed = [];
    private readonly EthosObservations _observations;
    private readonly List<Finding> _findings = [];
    private TimeSpan? _databaseRefusesSince;
    private TimeSpan _databaseTook = TimeSpan.MinValue;
    private TimeSpan _failedLast = TimeSpan.MinValue;
    private bool _isRefused;
    private int _failing;

    public Judge(SandboxServer sandbox, SimulatedTime time, IReadOnlyDictionary<ulong, GuildPolicy> policies, JudgeSettings settings)
    {
        (_sandbox, _time, _policies, Settings) = (sandbox, time, policies, settings);
        _observations = new EthosObservations(sandbox.World, time);
        Runs = new RunHistory(this, time);
        sandbox.Journal.OnWrite = Wrote;
        sandbox.Journal.OnViolation = ReportViolation;
    }

    /// <summary>What was found, in order.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Told of each finding.</summary>
    public Action<Finding>? OnFinding { get; set; }

    /// <summary>Told of each write.</summary>
    public Action<RoleWrite>? OnWrite { get; set; }

    /// <summary>What the runs have written.</summary>
    public RunHistory Runs { get; }

    public JudgeSettings Settings { get; }

    /// <summary>Whether faults strike, or have struck a moment ago.</summary>
    public bool IsCalm(TimeSpan since) => _failing == 0 && Since(_failedLast) > since;

    /// <summary>Whether the database takes everything, and has for so long.</summary>
    public bool Stores(TimeSpan since) => _databaseRefusesSince is null && Since(_databaseTook) > since;

    /// <summary>Since when nothing has happened to the guild's roles, its permissions, its bot.</summary>
    public TimeSpan Undisturbed(ulong guild) => Since(_disturbed.GetValueOrDefault(guild, TimeSpan.MinValue));

    /// <summary>Since when nobody but the service has changed the member.</summary>
    public TimeSpan Unedited(ulong guild, ulong member) => Since(_edited.GetValueOrDefault((guild, member), TimeSpan.MinValue));

    public void Edited(ulong guild, ulong member) => _edited[(guild, member)] = _time.Elapsed;

    public void Disturbed(ulong guild) => _disturbed[guild] = _time.Elapsed;

    /// <summary>Whether nobody has ever touched the guild's roles, its permissions, the bot's token or its intents.</summary>
    public bool IsPlain(ulong guild) => !_isRefused && !_disturbed.ContainsKey(guild) && !_moved.Keys.Any(role => role.Guild == guild);

    /// <summary>Discord itself refuses the bot: its token, or its intents.</summary>
    public void Refused() => _isRefused = true;

    /// <summary>A role has gone above the bot's, or come back.</summary>
    public void Moved(ulong guild, ulong role) => _moved[(guild, role)] = _time.Elapsed;

    /// <summary>Since when a role has stood where it stands.</summary>
    public TimeSpan Unmoved(ulong guild, ulong role) => Since(_moved.GetValueOrDefault((guild, role), TimeSpan.MinValue));

    public void Retired(ulong guild, ulong role) => _retired[(guild, role)] = _time.Elapsed;

    public void Failing(int by) => (_failing, _failedLast) = (_failing + by, _time.Elapsed);

    public void DatabaseRefuses() => _databaseRefusesSince ??= _time.Elapsed;

    public void DatabaseTakes() => (_databaseRefusesSince, _databaseTook) = (null, _time.Elapsed);

    public void Approved(long run, bool approves) => Runs.Approved(run, approves);

    public void FollowsAgreed(JsonElement run) => Runs.Approved(Number(run), true);

    public void Undoes(JsonElement run) => Runs.IsUndo(Number(run));

    public void Find(string rule, string what, long? run = null)
    {
        var finding = new Finding(_time.Elapsed, rule, what, run);
        _findings.Add(finding);
        OnFinding?.Invoke(finding);
    }

    /// <summary>The answer as it is when the sandbox has made it.</summary>
    public void Answered(Traffic.Call call)
    {
        var exchange = call.Exchange;
        if (exchange.IsWhole && exchange.StatusCode == 200 && call.Path.EndsWith("/users/by/discord", StringComparison.Ordinal))
        {
            _observations.Note(exchange.Body!, exchange.Answered);
        }
    }

    /// <summary>What the service logs counts only where it says that something went wrong that nobody planned.</summary>
    public void Logged(LogEntry entry)
    {
        if (entry.Level >= LogLevel.Error && entry.Fault is { } fault && !IsOfDatabase(fault))
        {
            Find("no exception that nobody planned", $"{entry.Process.Name} {entry.Category}: {entry.Text} {fault}");
        }
        else if (entry.Level is LogLevel.Critical)
        {
            Find("no exception that nobody planned", $"{entry.Process.Name} {entry.Category}: {entry.Text}");
        }
    }

    private bool IsOfDatabase(Exception? fault) => fault is not null
        && ((fault is DbException && !Stores(_underWay)) || IsOfDatabase(fault.InnerException) || (fault is AggregateException many && many.InnerExceptions.Any(IsOfDatabase)));

    private void Wrote(RoleWrite write)
    {
        OnWrite?.Invoke(write);
        var policy = _policies[write.Guild];
        var what = $"{write.Method} {(write.Kind is WriteKind.Grant ? "gives" : "takes")} {write.Role} (guild {write.Guild}, member {write.Member}, '{write.Reason}')";
        Runs.Wrote(write, policy, RolesOf(write), what);
        if (write.Reason is null || !write.Reason.StartsWith("rolesync run ", StringComparison.Ordinal))
        {
            Find("every write says why", what);
        }

        if (!policy.Named.Contains(write.Role) && Since(_retired.GetValueOrDefault((write.Guild, write.Role), TimeSpan.MinValue)) > _underWay && !IsEditRace(write))
        {
            Find("roles outside the policy are never touched", what);
        }

        if (_databaseRefusesSince is { } since && _time.Elapsed - since > _underWay)
        {
            Find("nothing is written while outcomes cannot be stored", what);
        }

        JudgeStanding(write, policy, what);
        JudgeScope(write, policy, what);
    }

    private void JudgeScope(RoleWrite write, GuildPolicy policy, string what)
    {
        var isInScope = _sandbox.World.Guild(write.Guild).RolesOf(write.Member).Contains(policy.Verified);
        if (!isInScope && Unedited(write.Guild, write.Member) > _unseen && !(Runs.IsUndone(write) && write.Kind is WriteKind.Revoke))
        {
            Find("only members in scope are written", $"{what} to one without the verified role for {Unedited(write.Guild, write.Member):c}");
        }
    }

    private void JudgeStanding(RoleWrite write, GuildPolicy policy, string what)
    {
        if (Runs.IsUndone(write) || IsPutBack(write) || !policy.Named.Contains(write.Role))
        {
            return;
        }

        var observations = _observations.Of(write.Member);
        if (observations.Count == 0)
        {
            Find("unknown changes nothing", $"{what}, and Ethos has said nothing of the member", RunHistory.Number(write));
            return;
        }

        if (!observations.Any(observation => policy.Demanded(observation.User) is { } demanded && demanded.Contains(write.Role) == write.Kind is WriteKind.Grant) && !IsEditRace(write))
        {
            Find("only what the rule demands is written", $"{what}; Ethos has said {string.Join(", ", observations.Select(observation => observation.User?.Score.ToString(CultureInfo.InvariantCulture) ?? "nobody").Distinct())}", RunHistory.Number(write));
        }
    }

    /// <summary>Takes back what a run did that is an undo, or that somebody approved whose answer was lost on the way.</summary>
    public void Withdraw(Predicate<long> isUndo, Predicate<long> isApproved) => _findings.RemoveAll(finding => finding.Run is { } run
        && (isUndo(run) || (finding.Rule == RunHistory.GuardRule && isApproved(run))));

    /// <summary>A demotion whose new tier is refused gives the old one back.</summary>
    private bool IsPutBack(RoleWrite write) => write.Kind is WriteKind.Grant && Runs.HasTaken(write);

    /// <summary>A whole list of roles that was read a moment ago may undo what a person has done since: Discord has no other way.</summary>
    private bool IsEditRace(RoleWrite write) => write.Method == "PATCH" && Unedited(write.Guild, write.Member) < TimeSpan.FromSeconds(40);

    private ulong[] RolesOf(RoleWrite write) => _sandbox.World.Guild(write.Guild).RolesOf(write.Member);

    private void ReportViolation(string sentence)
    {
        if (sentence.Contains("another write of the same member", StringComparison.Ordinal))
        {
            return; // of whom, only the wire can tell
        }

        if (sentence.Contains("cannot assign", StringComparison.Ordinal) && _disturbed.Values.Concat(_moved.Values).Any(at => Since(at) < TimeSpan.FromMinutes(20)))
        {
            return;
        }

        Find("nothing that Discord punishes", sentence);
    }

    /// <summary>Whether the rule gives the member a tier, by what Ethos says now.</summary>
    public bool DemandsTier(ulong guild, ulong member) =>
        _policies[guild].Demanded(_sandbox.World.Ethos.Find(member)) is { } demanded && demanded.Any(role => _policies[guild].TierOf(role) >= 0);

    private TimeSpan Since(TimeSpan then) => then == TimeSpan.MinValue ? TimeSpan.MaxValue : _time.Elapsed - then;

    private static long Number(JsonElement run) => run.ValueKind is JsonValueKind.Object && run.TryGetProperty("id", out var id) ? id.GetInt64() : 0;
}

/// <summary>What of the service's settings decides what is right.</summary>
/// <param name="Guards">Whether runs that take too much are held.</param>
/// <param name="IsAlone">Whether one process has the token's limits for itself.</param>
internal sealed record JudgeSettings(bool Guards, bool IsAlone);
