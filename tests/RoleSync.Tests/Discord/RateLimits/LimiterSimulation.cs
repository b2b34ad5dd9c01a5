using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Waiting;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Testing.Time;

namespace RoleSync.Tests.Discord.RateLimits;

/// <summary>The limiter, a network that delays, and model buckets, all in virtual time.</summary>
internal sealed class LimiterSimulation : IDisposable
{
    public static readonly GuildId Guild = new(100_000_000_000_000_001);
    public static readonly RouteKey Writes = RouteKey.MemberRole(Guild);
    private readonly Dictionary<RouteKey, ModelBucket> _buckets = [];
    private readonly List<Caller> _callers = [];

    public LimiterSimulation(DiscordOptions? options = null) =>
        Limiter = new RateLimiter(Options.Create(options ?? new DiscordOptions()), Time, NullLogger<RateLimiter>.Instance);

    public VirtualTime Time { get; } = new();

    public RateLimiter Limiter { get; }

    /// <summary>One way of the network, asked for each request and each answer.</summary>
    public Func<TimeSpan> Delay { get; set; } = () => TimeSpan.FromMilliseconds(60);

    /// <summary>What happens on the way: true loses the answer.</summary>
    public Func<bool> LosesAnswer { get; set; } = () => false;

    /// <summary>When each request arrived, and for which bucket.</summary>
    public List<(TimeSpan At, RouteKey Key)> Arrivals { get; } = [];

    public TimeSpan LastAnswer { get; private set; }

    public int Refused => _buckets.Values.Sum(bucket => bucket.Refused);

    public void Serve(RouteKey key, ModelBucket bucket) => _buckets[key] = bucket;

    /// <summary>So many callers share so many requests, each sending its next one after the answer.</summary>
    public void Call(RouteKey key, int requests, int callers)
    {
        var work = new Work(requests);
        for (var i = 0; i < callers; i++)
        {
            _callers.Add(new Caller(this, key, work));
        }
    }

    /// <summary>Lets time pass until every request was answered; fails when that does not happen.</summary>
    public void Run(TimeSpan? within = null)
    {
        do
        {
            foreach (var caller in _callers)
            {
                caller.GoOn();
            }

            if (_callers.TrueForAll(caller => caller.IsDone))
            {
                return;
            }

            Assert.True(Time.Now < (within ?? TimeSpan.FromDays(1)), $"{_callers.Count(caller => !caller.IsDone)} callers still wait after {Time.Now}.");
        }
        while (Time.Step());

        Assert.Fail($"The callers wait for ever: nothing is due any more at {Time.Now}.");
    }

    public void Dispose() => Limiter.Dispose();

    private void Send(RouteKey key, Permit permit, Action<bool> answered)
    {
        Time.In(Delay(), () =>
        {
            Arrivals.Add((Time.Now, key));
            var reply = _buckets[key].Arrive(Time.Now);
            var isLost = LosesAnswer();
            Time.In(Delay(), () =>
            {
                LastAnswer = Time.Now;
                if (!isLost)
                {
                    permit.Report(reply with { ReceivedAt = Limiter.Now });
                }

                permit.Dispose();
                answered(!isLost && reply.Status != 429);
            });
        });
    }

    private sealed class Work(int left)
    {
        public int Left { get; set; } = left;
    }

    private sealed class Caller(LimiterSimulation simulation, RouteKey key, Work work)
    {
        private Task<Admission>? _waits;
        private bool _sending;
        private bool _hasWork;

        public bool IsDone => !_hasWork && work.Left == 0;

        public void GoOn()
        {
            if (_sending)
            {
                return;
            }

            if (_waits is null)
            {
                if (!_hasWork && work.Left == 0)
                {
                    return;
                }

                work.Left -= _hasWork ? 0 : 1;
                _hasWork = true;
                _waits = simulation.Limiter.AcquireAsync(key, RequestPriority.Bulk, TimeSpan.MaxValue, CancellationToken.None);
            }

            if (_waits.IsCompleted)
            {
                var admission = Assert.IsType<Admission.Granted>(_waits.Result);
                (_waits, _sending) = (null, true);
                simulation.Send(key, admission.Permit, wasTaken => (_sending, _hasWork) = (false, !wasTaken));
            }
        }
    }
}
