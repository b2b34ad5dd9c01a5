using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// Asks Ethos, and stops asking while it is down altogether: after some calls in a row without a usable answer everybody is Unknown at
/// once, and one call in <see cref="EthosOptions.OutagePause"/> looks whether Ethos is back. So an outage costs a run seconds, not half a minute per
/// 500 members. It is told once when it begins and once when it ends, however many runs and calls lie between.
/// </summary>
internal sealed partial class StandingCircuit
{
    /// <summary>Calls without a usable answer, and none with one beside them, that make an outage.</summary>
    private const int CallsOfAnOutage = 3;

    private readonly EthosClient _ethos;
    private readonly TimeProvider _time;
    private readonly ILogger<StandingCircuit> _logger;
    private readonly ResiliencePipeline<IReadOnlyDictionary<MemberId, Standing>> _circuit;
    private readonly Lock _gate = new();
    private long? _silentSince;

    public StandingCircuit(EthosClient ethos, IOptions<EthosOptions> options, TimeProvider time, ILogger<StandingCircuit> logger)
    {
        (_ethos, _time, _logger) = (ethos, time, logger);
        Break = options.Value.OutagePause;
        _circuit = new ResiliencePipelineBuilder<IReadOnlyDictionary<MemberId, Standing>> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<IReadOnlyDictionary<MemberId, Standing>>
            {
                ShouldHandle = arguments => new(arguments.Outcome.Result is { } standings && IsOutage(standings)),
                FailureRatio = 1,
                MinimumThroughput = CallsOfAnOutage,
                SamplingDuration = TimeSpan.FromMinutes(2),
                BreakDuration = Break,
            })
            .Build();
    }

    /// <summary>How long nothing is asked once Ethos is taken to be down.</summary>
    public TimeSpan Break { get; }

    /// <summary>Whether the last call got no usable answer at all.</summary>
    public bool IsSilent
    {
        get
        {
            lock (_gate)
            {
                return _silentSince is not null;
            }
        }
    }

    /// <summary>Whether nobody who was asked for got an answer.</summary>
    public static bool IsOutage(IReadOnlyDictionary<MemberId, Standing> standings) =>
        standings.Count > 0 && standings.Values.All(standing => standing is Standing.Unknown { IsOutage: true });

    /// <summary>The standing of each asked member. One call; none while Ethos is down.</summary>
    /// <param name="members">Distinct ids, at least one and at most <see cref="EthosClient.MaximumBatch"/>.</param>
    /// <param name="urgency">Who goes first where calls have to wait.</param>
    /// <param name="ct">Cancels the call and its waits.</param>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> AskAsync(IReadOnlyCollection<MemberId> members, CallUrgency urgency, CancellationToken ct)
    {
        try
        {
            var standings = await _circuit.ExecuteAsync(async token => await _ethos.LookUpAsync(members, urgency, token), ct);
            Tell(standings);
            return standings;
        }
        catch (BrokenCircuitException)
        {
            return members.ToDictionary(member => member, _ => (Standing)NotAsked);
        }
    }

    private static Standing.Unknown NotAsked { get; } =
        new("Ethos has not given a usable answer lately, and was not asked.") { IsOutage = true };

    private void Tell(IReadOnlyDictionary<MemberId, Standing> standings)
    {
        lock (_gate)
        {
            switch (IsOutage(standings), _silentSince)
            {
                case (true, null):
                    _silentSince = _time.GetTimestamp();
                    Log.Began(_logger, ((Standing.Unknown)standings.Values.First()).Why);
                    break;
                case (false, { } since):
                    _silentSince = null;
                    Log.Ended(_logger, DurationText.Of(_time.GetElapsedTime(since)));
                    break;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "Ethos gives no usable answer: {Why} Until it does, the standings that were asked for are unknown, and no role changes for it. It is asked again by itself.")]
        public static partial void Began(ILogger logger, string why);

        [LoggerMessage(61, LogLevel.Information, "Ethos answers again, after {Time}.")]
        public static partial void Ended(ILogger logger, string time);
    }
}
