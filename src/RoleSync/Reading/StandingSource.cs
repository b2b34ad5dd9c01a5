using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Standings;

namespace RoleSync.Reading;

/// <summary>
/// Asks Ethos, and stops asking while it is down altogether: after some calls in a row without a usable answer everybody is Unknown at
/// once, and one call in <see cref="EthosOptions.OutagePause"/> looks whether Ethos is back. So an outage costs a run seconds, not half a minute per 500 members.
/// </summary>
internal sealed partial class StandingSource
{
    /// <summary>The most members that one look-up may ask for.</summary>
    public const int MaximumBatch = EthosClient.MaximumBatch;

    /// <summary>Calls without a usable answer, and none with one beside them, that make an outage.</summary>
    private const int CallsOfAnOutage = 3;

    private readonly EthosClient _ethos;
    private readonly ResiliencePipeline<IReadOnlyDictionary<MemberId, Standing>> _circuit;
    private volatile bool _isSilent;

    public StandingSource(EthosClient ethos, IOptions<EthosOptions> options, TimeProvider time, ILogger<StandingSource> logger)
    {
        _ethos = ethos;
        Break = options.Value.OutagePause;
        _circuit = new ResiliencePipelineBuilder<IReadOnlyDictionary<MemberId, Standing>> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<IReadOnlyDictionary<MemberId, Standing>>
            {
                ShouldHandle = arguments => new(arguments.Outcome.Result is { } standings && IsOutage(standings)),
                FailureRatio = 1,
                MinimumThroughput = CallsOfAnOutage,
                SamplingDuration = TimeSpan.FromMinutes(2),
                BreakDuration = Break,
                OnOpened = _ =>
                {
                    Log.Opened(logger, Break.TotalSeconds);
                    return default;
                },
                OnClosed = _ =>
                {
                    Log.Closed(logger);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>How long nothing is asked once Ethos is taken to be down.</summary>
    public TimeSpan Break { get; }

    /// <summary>Whether the last look-up got no usable answer at all.</summary>
    public bool IsSilent => _isSilent;

    /// <inheritdoc cref="EthosClient.LookUpAsync(IReadOnlyCollection{MemberId}, CancellationToken)"/>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        if (members.Count == 0)
        {
            return new Dictionary<MemberId, Standing>();
        }

        var standings = await AskAsync(members, isAwaited: false, ct);
        _isSilent = IsOutage(standings);
        return standings;
    }

    /// <summary>The standing of one member, for a person who waits for it. One call; none while Ethos is down.</summary>
    public async Task<Standing> LookUpAsync(MemberId member, CancellationToken ct) =>
        (await AskAsync([member], isAwaited: true, ct))[member];

    /// <summary>Whether nobody who was asked for got an answer.</summary>
    public static bool IsOutage(IReadOnlyDictionary<MemberId, Standing> standings) =>
        standings.Count > 0 && standings.Values.All(standing => standing is Standing.Unknown { IsOutage: true });

    private async Task<IReadOnlyDictionary<MemberId, Standing>> AskAsync(
        IReadOnlyCollection<MemberId> members, bool isAwaited, CancellationToken ct)
    {
        try
        {
            return await _circuit.ExecuteAsync(async token => await _ethos.LookUpAsync(members, isAwaited, token), ct);
        }
        catch (BrokenCircuitException)
        {
            return members.ToDictionary(member => member, _ => (Standing)NotAsked);
        }
    }

    private static Standing.Unknown NotAsked { get; } =
        new("Ethos has not given a usable answer lately, and was not asked.") { IsOutage = true };

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "Ethos gives no usable answer. It is left alone for {Seconds:0} s; until then every standing is unknown, and no role changes for it.")]
        public static partial void Opened(ILogger logger, double seconds);

        [LoggerMessage(61, LogLevel.Information, "Ethos answers again.")]
        public static partial void Closed(ILogger logger);
    }
}
