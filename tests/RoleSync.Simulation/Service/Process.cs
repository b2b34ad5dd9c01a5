using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Service;

/// <summary>
/// What keeps a process of the service apart from the world: everything that comes in (timers, answers, what the scheduler fires) comes through
/// <see cref="Enter"/>, everything that goes out (statements, requests) through <see cref="PassAsync"/>. So it can be frozen, and it can die, at
/// any await at which it depends on anything outside of itself.
/// </summary>
internal sealed class Process(string name, SimulatedTime world, TimeSpan clockOffset)
{
    private readonly Queue<Action> _waiting = new();
    private readonly List<TaskCompletionSource> _held = [];
    private readonly List<Action> _onEnd = [];
    private int _untilCrash = -1;
    private int _untilFreeze = -1;
    private TimeSpan _frozenFor;

    /// <summary>Whom the story names.</summary>
    public string Name => name;

    /// <summary>Its clock: the world's, as wrong as somebody has set it.</summary>
    public ProcessTime Time => field ??= new ProcessTime(this, world) { Offset = clockOffset };

    /// <summary>Its memory is gone; nothing of it will ever run or be heard of.</summary>
    public bool IsGone { get; private set; }

    /// <summary>It stands still.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>When it woke last.</summary>
    public TimeSpan WokenAt { get; private set; } = TimeSpan.FromHours(-1);

    /// <summary>How often something went out.</summary>
    public int Passes { get; private set; }

    /// <summary>Told when it freezes, wakes or dies.</summary>
    public Action<string>? OnLifecycle { get; set; }

    /// <summary>Lets something happen to it: now, when it wakes, or never.</summary>
    public void Enter(Action what)
    {
        if (IsFrozen)
        {
            _waiting.Enqueue(what);
        }
        else if (!IsGone)
        {
            what();
        }
    }

    /// <summary>Something is about to go out, or has just come back, and nothing is locked: here it may freeze or die.</summary>
    public async ValueTask PassAsync(string what)
    {
        Count(what);
        if (IsGone)
        {
            // Whoever waits for this is not there any more.
            await new TaskCompletionSource().Task;
        }

        if (_untilFreeze == 0)
        {
            Freeze(_frozenFor, what);
        }

        if (IsFrozen)
        {
            var woken = new TaskCompletionSource();
            _held.Add(woken);
            await woken.Task;
        }
    }

    /// <summary>The same within a transaction: a process that dies here takes its transaction with it.</summary>
    public void Touch(string what)
    {
        Count(what);
        if (IsGone)
        {
            throw new ProcessGoneException();
        }
    }

    /// <summary>Whoever waits for an answer of it hears when it dies.</summary>
    public void OnEnd(Action tell) => _onEnd.Add(tell);

    /// <summary>It dies after so many more passes.</summary>
    public void CrashAfter(int passes) => _untilCrash = passes;

    /// <summary>It dies.</summary>
    public void Crash(string where)
    {
        if (!IsGone)
        {
            (IsGone, IsFrozen) = (true, false);
            _waiting.Clear();
            _held.Clear();
            OnLifecycle?.Invoke($"dies at: {where}");
            _onEnd.ForEach(tell => tell());
        }
    }

    /// <summary>It stands still after so many more passes, for so long.</summary>
    public void FreezeAfter(int passes, TimeSpan duration) => (_untilFreeze, _frozenFor) = (passes, duration);

    private void Freeze(TimeSpan duration, string where)
    {
        (_untilFreeze, IsFrozen) = (-1, true);
        OnLifecycle?.Invoke($"freezes for {duration:c} at: {where}");
        world.CreateTimer(_ => Wake(), null, duration, Timeout.InfiniteTimeSpan);
    }

    private void Wake()
    {
        if (!IsFrozen)
        {
            return;
        }

        (IsFrozen, WokenAt) = (false, world.Elapsed);
        OnLifecycle?.Invoke("wakes");
        TaskCompletionSource[] held = [.. _held];
        _held.Clear();
        while (!IsFrozen && !IsGone && _waiting.TryDequeue(out var what))
        {
            what();
        }

        foreach (var woken in held)
        {
            woken.TrySetResult();
        }
    }

    private void Count(string what)
    {
        Passes++;
        if (_untilCrash > 0 && --_untilCrash == 0)
        {
            Crash(what);
        }

        _untilFreeze = _untilFreeze > 0 ? _untilFreeze - 1 : _untilFreeze;
    }
}

/// <summary>What a statement of a dead process ends with.</summary>
internal sealed class ProcessGoneException() : Exception("The process is gone.");
