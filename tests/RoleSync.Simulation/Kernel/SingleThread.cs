using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace RoleSync.Simulation.Kernel;

/// <summary>
/// Runs a story on a thread pool that has one thread, so that whatever a library hands to the pool runs there too, one after the other and
/// always in the same order; and lets the clock leap only when that thread has nothing left to do. Replaced by this: the scheduler of the
/// operating system. A process has such a pool only when it was started for it (<see cref="IsHere"/>), so the simulation has a process of its own.
/// </summary>
internal static class SingleThread
{
    /// <summary>What the environment of such a process has.</summary>
    public static readonly IReadOnlyDictionary<string, string> Environment = new Dictionary<string, string>
    {
        ["DOTNET_ThreadPool_ForceMaxWorkerThreads"] = "1",
        ["DOTNET_ThreadPool_ForceMinWorkerThreads"] = "1",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_TieredPGO"] = "0",
    };

    /// <summary>Whether this process has a pool of one thread.</summary>
    public static bool IsHere
    {
        get
        {
            ThreadPool.GetMaxThreads(out var workers, out _);
            return workers == 1;
        }
    }

    /// <summary>Runs the story to its end.</summary>
    /// <param name="story">What happens.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="seed">Of what libraries draw by themselves.</param>
    /// <param name="timeLimit">In real time; a story that takes longer hangs.</param>
    public static void Run(Func<Task> story, SimulatedTime time, ulong seed, TimeSpan timeLimit)
    {
        using var done = new ManualResetEventSlim();
        Exception? fault = null;
        Task.Run(() =>
        {
            SeedLibraries(seed);
            var task = story();
            new Turn(task, time, end =>
            {
                fault = end;
                done.Set();
            }).Queue();
        });
        if (!done.Wait(timeLimit))
        {
            throw new HungException($"After {timeLimit.TotalSeconds:0} s of real time the history is still at {time.Elapsed:c}, {time.Fired} timers: something turns in a circle without waiting, or waits with its thread.");
        }

        if (fault is not null)
        {
            throw fault;
        }
    }

    // Polly's jitter comes from Random.Shared, whose generator is one a thread. Its state is set, so that the same seed gives the same jitter.
    private static void SeedLibraries(ulong seed)
    {
#pragma warning disable RS0030 // what libraries draw from is exactly what has to be set
        var shared = Random.Shared;
#pragma warning restore RS0030
        _ = shared.Next();
        const BindingFlags any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;
        var generator = shared.GetType().GetField("t_random", any)?.GetValue(null) ?? throw new InvalidOperationException("Random.Shared is built otherwise than in .NET 10: the jitter of libraries cannot be seeded.");
        var chance = new SeededRandom(seed);
        foreach (var part in generator.GetType().GetFields(any))
        {
            part.SetValue(generator, chance.Next());
        }
    }

    /// <summary>Takes its turn behind everything that waits; when nothing waits, the clock leaps.</summary>
    private sealed class Turn(Task story, SimulatedTime time, Action<Exception?> end) : IThreadPoolWorkItem
    {
        public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever a timer's callback throws is the end of the story, and is told.")]
        public void Execute()
        {
            if (ThreadPool.PendingWorkItemCount > 0)
            {
                Queue();
                return;
            }

            if (story.IsCompleted)
            {
                end(story.Exception?.InnerException);
                return;
            }

            try
            {
                if (!time.FireNext())
                {
                    end(new HungException($"At {time.Elapsed:c} nothing is left that could happen, and the history is not over."));
                    return;
                }
            }
            catch (Exception fault)
            {
                end(fault);
                return;
            }

            Queue();
        }
    }
}

/// <summary>A history that does not come to its end.</summary>
internal sealed class HungException(string message) : Exception(message);
