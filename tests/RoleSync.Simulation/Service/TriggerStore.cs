using Quartz;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Service;

/// <summary>
/// What the scheduler keeps in the database, and when it fires. Replaced by this: Quartz's tables, its thread and its thread pool. Kept, as
/// measured on the real one: durable triggers that outlive a process, one firing of a job at a time, firings of a dead process that are fired anew (at
/// once by the same node, after about ten seconds by another one), conflicts of triggers, interrupts, and a scheduler that does nothing while the
/// database refuses. The triggers' own arithmetic (cron) is Quartz's.
/// </summary>
internal sealed class TriggerStore(SimulatedTime time, DatabaseHealth health)
{
    private static readonly TimeSpan _retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _missedAfter = TimeSpan.FromSeconds(10);

    private readonly SortedDictionary<string, Entry> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<JobKey, IJobDetail> _jobs = [];
    private readonly List<Firing> _firings = [];
    private readonly List<SimulatedScheduler> _nodes = [];

    /// <summary>When the reconciler was fired last.</summary>
    public TimeSpan ReconciledAt { get; private set; }

    /// <summary>The firings under way, those of dead nodes included until they are noticed.</summary>
    public IReadOnlyList<Firing> Firings => _firings;

    public void Join(SimulatedScheduler node)
    {
        _nodes.RemoveAll(old => old.Process.IsGone);
        _nodes.Add(node);

        // A single node comes back under its own name and finds what it left behind.
        foreach (var lost in _firings.Where(firing => firing.Node.Process.IsGone && (!node.IsClustered || firing.Node.NodeName == node.NodeName)).ToList())
        {
            Recover(lost);
        }
    }

    public void Leave(SimulatedScheduler node) => _nodes.Remove(node);

    public void Refuse()
    {
        if (health.IsAway || health.IsReadOnly)
        {
            throw new JobPersistenceException("The scheduler cannot store that.", new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13));
        }
    }

    public void AddJob(IJobDetail job) => _jobs[job.Key] = job;

    public IJobDetail Job(JobKey key) => _jobs[key];

    public bool Has(TriggerKey key) => _triggers.ContainsKey(key.ToString());

    /// <summary>Stores a trigger.</summary>
    public void Schedule(ITrigger trigger, JobKey job, TriggerConflict conflict, DateTimeOffset now)
    {
        var key = trigger.Key.ToString();
        var due = trigger.GetFireTimeAfter(now.AddTicks(-1)) ?? now;
        due = trigger.StartTimeUtc > now && trigger is not ICronTrigger ? trigger.StartTimeUtc : due;
        if (_triggers.TryGetValue(key, out var old))
        {
            if (conflict is TriggerConflict.Keep || (conflict is TriggerConflict.KeepEarlier && old.Due <= due))
            {
                return;
            }

            old.IsOver = true;
        }

        Set(new Entry(key, trigger, job) { Due = due, Clock = time.GetUtcNow() + (due - now) });
    }

    /// <summary>Removes a group's triggers.</summary>
    public List<TriggerKey> Unschedule(GroupMatcher<TriggerKey> group) =>
        [.. _triggers.Values.Select(entry => entry.Trigger.Key).Where(key => group.CompareWithOperator.Evaluate(key.Group, group.CompareToValue)).ToList().Where(Unschedule)];

    public bool Unschedule(TriggerKey key)
    {
        if (!_triggers.Remove(key.ToString(), out var old))
        {
            return false;
        }

        return old.IsOver = true;
    }

    /// <summary>A firing ended, in whatever way.</summary>
    public void Ended(Firing firing)
    {
        _firings.Remove(firing);
        foreach (var waiting in _triggers.Values.Where(entry => entry.Job.Equals(firing.Job) && entry.IsBlocked).ToList())
        {
            waiting.IsBlocked = false;
            Fire(waiting);
        }
    }

    private void Set(Entry entry)
    {
        _triggers[entry.Key] = entry;
        var wait = entry.Clock - time.GetUtcNow();
        time.CreateTimer(_ => Fire(entry), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Fire(Entry entry)
    {
        if (entry.IsOver)
        {
            return;
        }

        // By the clock of whoever looks: one that was set back waits until it is there again.
        var alive = _nodes.Where(node => node.IsStarted && !node.Process.IsGone && !node.Process.IsFrozen && node.Process.Time.GetUtcNow() >= entry.Due).ToList();
        if (alive.Count == 0 || health.IsAway || health.IsReadOnly)
        {
            Again(entry);
            return;
        }

        Sweep();
        if (_firings.Exists(firing => firing.Job.Equals(entry.Job)))
        {
            entry.IsBlocked = true;
            Again(entry);
            return;
        }

        entry.IsBlocked = false;
        var node = alive[(int)(time.Fired % alive.Count)];
        var now = node.Process.Time.GetUtcNow();
        entry.IsOver = true;
        _triggers.Remove(entry.Key);
        if (entry.Trigger is ICronTrigger or ISimpleTrigger { RepeatCount: not 0 } && entry.Trigger.GetFireTimeAfter(Later(entry.Due, now)) is { } next)
        {
            Set(new Entry(entry.Key, entry.Trigger, entry.Job) { Due = next, Clock = time.GetUtcNow() + (next - now) });
        }

        if (entry.Job.Name == "reconcile")
        {
            ReconciledAt = time.Elapsed;
        }

        var begun = new Firing(entry.Job, entry.Trigger, node);
        _firings.Add(begun);
        node.Execute(begun, _jobs[entry.Job]);
    }

    private static DateTimeOffset Later(DateTimeOffset due, DateTimeOffset now) => due > now ? due : now;

    private void Again(Entry entry) => time.CreateTimer(_ => Fire(entry), null, _retry, Timeout.InfiniteTimeSpan);

    /// <summary>Another node notices what one has left that gives no sign of life.</summary>
    private void Sweep()
    {
        foreach (var firing in _firings.ToList())
        {
            if (firing.Node.Process is { IsGone: false, IsFrozen: false })
            {
                firing.SilentSince = null;
            }
            else if (firing.Node.IsClustered)
            {
                firing.SilentSince ??= time.Elapsed;
                if (time.Elapsed - firing.SilentSince >= _missedAfter)
                {
                    Recover(firing);
                }
            }
        }
    }

    private void Recover(Firing lost)
    {
        _firings.Remove(lost);
        if (_jobs[lost.Job].RequestsRecovery)
        {
            var trigger = TriggerBuilder.Create().ForJob(lost.Job).WithIdentity($"recover-{lost.Job.Name}", "RECOVERING_JOBS").StartAt(time.GetUtcNow()).Build();
            Set(new Entry(trigger.Key.ToString(), trigger, lost.Job) { Due = time.GetUtcNow(), Clock = time.GetUtcNow() });
        }
    }

    private sealed class Entry(string key, ITrigger trigger, JobKey job)
    {
        public string Key => key;

        public ITrigger Trigger => trigger;

        public JobKey Job => job;

        /// <summary>When it is due, by the clock of the node that set it.</summary>
        public DateTimeOffset Due { get; init; }

        /// <summary>The same by the world's clock, at the time when it was set.</summary>
        public DateTimeOffset Clock { get; init; }

        public bool IsOver { get; set; }

        public bool IsBlocked { get; set; }
    }
}

/// <summary>A job at work on a node.</summary>
internal sealed class Firing(JobKey job, ITrigger trigger, SimulatedScheduler node)
{
    public JobKey Job => job;

    public ITrigger Trigger => trigger;

    public SimulatedScheduler Node => node;

    public CancellationTokenSource Interrupt { get; } = new();

    public TimeSpan? SilentSince { get; set; }
}
