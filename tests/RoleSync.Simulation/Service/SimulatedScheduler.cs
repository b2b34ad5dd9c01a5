using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using RoleSync.Simulation.Planting;

namespace RoleSync.Simulation.Service;

/// <summary>One process's end of the <see cref="TriggerStore"/>: what the product calls of Quartz, and what fires its jobs. Every other call is refused, so that nothing is simulated by accident.</summary>
internal sealed class SimulatedScheduler(Process process, TriggerStore triggers, string node, bool isClustered, SchedulerFault? planted) : ISchedulerFactory, IHostedService
{
    private readonly List<Task> _running = [];
    private IServiceProvider? _services;
    private IScheduler? _scheduler;

    public Process Process => process;

    public string NodeName => node;

    public bool IsClustered => isClustered;

    public bool IsStarted { get; private set; }

    /// <summary>What makes the jobs.</summary>
    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("The scheduler belongs to no host yet.");
        set => _services = value;
    }

    public ValueTask<IScheduler> GetScheduler(CancellationToken cancellationToken = default) => ValueTask.FromResult(_scheduler ??= Calls.Of(this));

    public ValueTask<List<IScheduler>> GetAllSchedulers(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<IScheduler?> LookupScheduler(string schedName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <summary>Quartz starts: the product's own triggers are set, and firings begin.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await process.PassAsync("start the scheduler");
        triggers.Refuse();
        triggers.AddJob(JobBuilder.Create<Scheduling.ReconcileJob>().WithIdentity("reconcile", "system").StoreDurably().Build());
        var trigger = TriggerBuilder.Create().WithIdentity(Scheduling.ReconcileJob.Trigger).WithSimpleSchedule(Scheduling.ReconcileJob.Period).StartAt(process.Time.GetUtcNow()).Build();
        IsStarted = true;
        triggers.Join(this);
        triggers.Schedule(trigger, new JobKey("reconcile", "system"), TriggerConflict.Replace, process.Time.GetUtcNow());
    }

    /// <summary>Every firing is interrupted and waited for.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        IsStarted = false;
        foreach (var firing in triggers.Firings.Where(firing => firing.Node == this).ToList())
        {
            await firing.Interrupt.CancelAsync();
        }

        await Task.WhenAll(_running.ToArray());
        triggers.Leave(this);
    }

    public void Execute(Firing firing, IJobDetail job) => process.Enter(() =>
    {
        _running.RemoveAll(task => task.IsCompleted);
        _running.Add(Task.Run(() => ExecuteAsync(firing, job)));
    });

    private async Task ExecuteAsync(Firing firing, IJobDetail detail)
    {
        try
        {
            await process.PassAsync("fire a job");
            await using var scope = Services.CreateAsyncScope();
            var job = (IJob)ActivatorUtilities.CreateInstance(scope.ServiceProvider, detail.JobType.Type);
            await job.Execute(Context.Of(firing, detail), firing.Interrupt.Token);
        }
        catch (Exception fault)
        {
            if (fault is not OperationCanceledException || !firing.Interrupt.IsCancellationRequested)
            {
                FiringLog.Threw(Services.GetRequiredService<ILoggerFactory>().CreateLogger("Quartz"), fault, detail.Key.ToString());
            }
        }

        await process.PassAsync("note the end of a firing");
        triggers.Ended(firing);
    }

    private async ValueTask<object?> CallAsync(string method, object?[] arguments)
    {
        await process.PassAsync($"scheduler: {method}");
        triggers.Refuse();
        var now = process.Time.GetUtcNow();
        switch (method)
        {
            case nameof(IScheduler.AddJob):
                triggers.AddJob((IJobDetail)arguments[0]!);
                return null;
            case nameof(IScheduler.ScheduleTrigger):
                var trigger = (ITrigger)arguments[0]!;
                if (planted is { DropsContinuations: true } && trigger.StartTimeUtc > now)
                {
                    return default(ScheduleTriggerResult);
                }

                triggers.Schedule(trigger, trigger.JobKey, (TriggerConflict)arguments[1]!, now);
                return default(ScheduleTriggerResult);
            case nameof(IScheduler.ScheduleJobs):
                foreach (var (job, itsTriggers) in (IReadOnlyDictionary<IJobDetail, IReadOnlyCollection<ITrigger>>)arguments[0]!)
                {
                    triggers.AddJob(job);
                    foreach (var its in itsTriggers.Where(_ => planted is not { LosesDaily: true }))
                    {
                        triggers.Schedule(its, job.Key, TriggerConflict.Replace, now);
                    }
                }

                return null;
            case nameof(IScheduler.UnscheduleJobs):
                return triggers.Unschedule((GroupMatcher<TriggerKey>)arguments[0]!);
            case nameof(IScheduler.RescheduleJob):
                triggers.Schedule((ITrigger)arguments[1]!, new JobKey("reconcile", "system"), TriggerConflict.Replace, now);
                return (DateTimeOffset?)now;
            case nameof(IScheduler.Interrupt):
                return await InterruptAsync((JobKey)arguments[0]!);
            case nameof(IScheduler.QueryFireInstances):
                return new PagedResult<FireInstance>([.. triggers.Firings.Select(Shown)], false, null);
            default:
                throw new NotSupportedException($"The product calls {method} of the scheduler now: let the simulation play it.");
        }
    }

    private async Task<bool> InterruptAsync(JobKey job)
    {
        var found = false;
        foreach (var firing in triggers.Firings.Where(firing => firing.Job.Equals(job) && !firing.Node.Process.IsGone).ToList())
        {
            // Another node hears of it at its next check-in.
            if (firing.Node != this)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), process.Time);
            }

            firing.Node.Process.Enter(firing.Interrupt.Cancel);
            found = true;
        }

        return found;
    }

    private static FireInstance Shown(Firing firing) =>
        new(firing.GetHashCode().ToString(System.Globalization.CultureInfo.InvariantCulture), firing.Trigger.Key, firing.Job, firing.Node.NodeName, default, VirtualZero, null, null);

    private static DateTimeOffset VirtualZero => Kernel.SimulatedTime.Beginning;

    /// <summary>The calls of <see cref="IScheduler"/> that the product makes.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "A proxy is a type derived from it.")]
    internal class Calls : DispatchProxy
    {
        private SimulatedScheduler _owner = null!;

        public static IScheduler Of(SimulatedScheduler owner)
        {
            var proxy = Create<IScheduler, Calls>();
            ((Calls)(object)proxy)._owner = owner;
            return proxy;
        }

        [SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "It is handed to the caller in a box, and used once.")]
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            var answer = _owner.CallAsync(targetMethod!.Name, args ?? []).AsTask();
            return targetMethod.ReturnType switch
            {
                var type when type == typeof(ValueTask) => new ValueTask(answer),
                var type when type == typeof(ValueTask<bool>) => As<bool>(answer),
                var type when type == typeof(ValueTask<ScheduleTriggerResult>) => As<ScheduleTriggerResult>(answer),
                var type when type == typeof(ValueTask<DateTimeOffset?>) => As<DateTimeOffset?>(answer),
                var type when type == typeof(ValueTask<PagedResult<FireInstance>>) => As<PagedResult<FireInstance>>(answer),
                var type when type == typeof(ValueTask<List<TriggerKey>>) => As<List<TriggerKey>>(answer),
                var type => throw new NotSupportedException($"The simulation plays no {type} of the scheduler."),
            };
        }

        private static async ValueTask<T> As<T>(Task<object?> answer) => (T)(await answer)!;
    }

    /// <summary>What the product asks of a job's context.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "A proxy is a type derived from it.")]
    internal class Context : DispatchProxy
    {
        private Firing _firing = null!;
        private IJobDetail _detail = null!;

        public static IJobExecutionContext Of(Firing firing, IJobDetail detail)
        {
            var proxy = Create<IJobExecutionContext, Context>();
            ((Context)(object)proxy)._firing = firing;
            ((Context)(object)proxy)._detail = detail;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            "get_JobDetail" => _detail,
            "get_Trigger" => _firing.Trigger,
            "get_CancellationToken" => _firing.Interrupt.Token,
            var name => throw new NotSupportedException($"The simulation plays no {name} of a job's context."),
        };
    }
}

/// <summary>As Quartz logs it.</summary>
internal static partial class FiringLog
{
    [LoggerMessage(1, LogLevel.Error, "Job {Job} threw what nobody planned.")]
    public static partial void Threw(ILogger logger, Exception fault, string job);
}
