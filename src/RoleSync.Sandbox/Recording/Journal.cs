using System.Collections.Concurrent;
using RoleSync.Sandbox.Limiting;

namespace RoleSync.Sandbox.Recording;

/// <summary>What was asked of the sandbox. An answer is in the journal before the caller has it. Safe for use from several threads.</summary>
public sealed class Journal(JournalDetail detail, TimeProvider time)
{
    private const int MaxViolations = 10_000;
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Method, string Route, int Status), int> _counts = new();
    private readonly ConcurrentDictionary<string, int> _limited = new();
    private readonly ConcurrentDictionary<(string, ulong), (int Now, int Peak)> _inFlight = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<RoleWrite> _writes = [];
    private readonly List<RecordedMessage> _messages = [];
    private readonly List<string> _violations = [];
    private readonly HashSet<(ulong, ulong, WriteKind)> _written = [];
    private int _overlapping;
    private int _repeated;
    private int _writeCount;
    private int _lookedUp;

    /// <summary>How much is kept.</summary>
    public JournalDetail Detail => detail;

    /// <summary>Told of every role written, right after it took effect, whatever is kept.</summary>
    public Action<RoleWrite>? OnWrite { get; set; }

    /// <summary>Told of every sentence of <see cref="Violations"/>, at once.</summary>
    public Action<string>? OnViolation { get; set; }

    /// <summary>Answers by method, route template and status.</summary>
    public IReadOnlyDictionary<(string Method, string Route, int Status), int> Counts => _counts;

    /// <summary>Answers 429 by scope: user, global, shared, cloudflare, ethos.</summary>
    public IReadOnlyDictionary<string, int> RateLimited => _limited;

    /// <summary>The most requests that were in flight at once, by limit and top-level resource.</summary>
    public IReadOnlyDictionary<(string Limit, ulong TopLevel), int> PeakInFlight =>
        _inFlight.ToDictionary(pair => pair.Key, pair => pair.Value.Peak);

    /// <summary>The most requests that wrote roles of members and were in flight at once, of either kind (a single role, the whole list) and over all guilds.</summary>
    public int PeakRoleWrites => _inFlight
        .Where(pair => pair.Key.Item1 is nameof(LimitedRoute.MemberRoles) or nameof(LimitedRoute.PatchMember)).Sum(pair => pair.Value.Peak);

    /// <summary>Every answered request, in order (full detail only).</summary>
    public IReadOnlyList<RecordedRequest> Requests => Copy(_requests);

    /// <summary>Every role written, in order (full detail only); this is also the audit log.</summary>
    public IReadOnlyList<RoleWrite> Writes => Copy(_writes);

    /// <summary>Every message sent, in order (full detail only).</summary>
    public IReadOnlyList<RecordedMessage> Messages => Copy(_messages);

    /// <summary>What the real services would punish, in sentences; the first 10,000.</summary>
    public IReadOnlyList<string> Violations => Copy(_violations);

    /// <summary>Role writes that came while another one of the same member was in flight; each of them was lost.</summary>
    public int OverlappingWrites => Volatile.Read(ref _overlapping);

    /// <summary>Role writes that repeated an earlier one of the same member, role and kind.</summary>
    public int RepeatedWrites => Volatile.Read(ref _repeated);

    /// <summary>Roles written.</summary>
    public int WriteCount => Volatile.Read(ref _writeCount);

    /// <summary>Discord ids looked up at Ethos, over all calls.</summary>
    public int LookedUpIds => Volatile.Read(ref _lookedUp);

    /// <summary>Number of answers; null stands for any.</summary>
    /// <param name="method">GET, PUT and so on.</param>
    /// <param name="route">Route template, such as /guilds/{guild}/members or /users/by/discord.</param>
    /// <param name="status">Status of the answer.</param>
    public int Count(string? method = null, string? route = null, int? status = null) =>
        _counts.Where(pair => (method ?? pair.Key.Method) == pair.Key.Method && (route ?? pair.Key.Route) == pair.Key.Route
            && (status ?? pair.Key.Status) == pair.Key.Status).Sum(pair => pair.Value);

    /// <summary>Forgets everything, except what is in flight.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _counts.Clear();
            _limited.Clear();
            _requests.Clear();
            _writes.Clear();
            _messages.Clear();
            _violations.Clear();
            _written.Clear();
            (_overlapping, _repeated, _writeCount, _lookedUp) = (0, 0, 0, 0);
            foreach (var key in _inFlight.Keys)
            {
                _inFlight.AddOrUpdate(key, (0, 0), (_, flight) => (flight.Now, flight.Now));
            }
        }
    }

    internal void Answered(string method, string route, string path, int status)
    {
        if (detail == JournalDetail.None)
        {
            return;
        }
        _counts.AddOrUpdate((method, route, status), 1, static (_, count) => count + 1);
        Keep(_requests, () => new RecordedRequest(method, route, path, status, time.GetUtcNow()));
    }

    internal void Limited(string scope) => _limited.AddOrUpdate(scope, 1, static (_, count) => count + 1);

    internal void Violation(string sentence)
    {
        lock (_lock)
        {
            if (_violations.Count < MaxViolations)
            {
                _violations.Add(sentence);
            }
        }
        OnViolation?.Invoke(sentence);
    }

    internal void Overlapped() => Interlocked.Increment(ref _overlapping);

    internal void LookedUp(int ids) => Interlocked.Add(ref _lookedUp, ids);

    internal void Sent(string path, ReadOnlyMemory<byte> body) =>
        Keep(_messages, () => new RecordedMessage(path, System.Text.Encoding.UTF8.GetString(body.Span)));

    internal void Wrote(ulong guild, ulong member, ulong role, WriteKind kind, string method, bool changed, bool lost, string? reason)
    {
        if (detail == JournalDetail.None)
        {
            return;
        }
        lock (_lock)
        {
            _writeCount++;
            _repeated += _written.Add((member, role, kind)) ? 0 : 1;
        }
        var write = new RoleWrite(guild, member, role, kind, method, changed, lost, reason, time.GetUtcNow());
        Keep(_writes, () => write);
        OnWrite?.Invoke(write);
    }

    internal void Enter(string limit, ulong topLevel) =>
        _inFlight.AddOrUpdate((limit, topLevel), (1, 1), static (_, flight) => (flight.Now + 1, Math.Max(flight.Peak, flight.Now + 1)));

    internal void Leave(string limit, ulong topLevel) =>
        _inFlight.AddOrUpdate((limit, topLevel), (0, 0), static (_, flight) => (Math.Max(0, flight.Now - 1), flight.Peak));

    private void Keep<T>(List<T> list, Func<T> entry)
    {
        if (detail == JournalDetail.Full)
        {
            lock (_lock)
            {
                list.Add(entry());
            }
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
        {
            return [.. list];
        }
    }
}
