using System.Collections.Concurrent;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Standings;

namespace RoleSync.Reading;

/// <summary>
/// Looks standings up for runs and for people. A run takes what Ethos has just said to another guild's run, but never what a run of its own guild may
/// have had already: who puts something right and starts a run sees it done. Second looks and people always get an answer of their own.
/// </summary>
internal sealed class StandingSource(StandingBatches batches, StandingCircuit circuit, TimeProvider time)
{
    /// <summary>The most members that share a call.</summary>
    public const int MaximumBatch = EthosClient.MaximumBatch;

    private readonly ConcurrentDictionary<GuildId, GuildLooks> _looks = new();

    /// <summary>How long nothing is asked once Ethos is taken to be down.</summary>
    public TimeSpan Break => circuit.Break;

    /// <summary>Whether the last call got no usable answer at all.</summary>
    public bool IsSilent => circuit.IsSilent;

    /// <summary>The standing of each asked member, for the first look of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="members">Distinct ids, any number.</param>
    /// <param name="ct">Gives up waiting.</param>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(Run run, IReadOnlyCollection<MemberId> members, CancellationToken ct)
    {
        var looks = _looks.GetOrAdd(run.Guild, _ => new GuildLooks());
        try
        {
            return await batches.LookUpAsync(members, new LookUpTerms(run.ReadingPriority(), looks.EndOfLastRun(run)), ct);
        }
        finally
        {
            looks.Looked(time.GetTimestamp());
        }
    }

    /// <summary>The standing of each asked member, asked for anew whatever is known: for a second look.</summary>
    /// <inheritdoc cref="LookUpAsync(Run, IReadOnlyCollection{MemberId}, CancellationToken)"/>
    public Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAgainAsync(Run run, IReadOnlyCollection<MemberId> members, CancellationToken ct) =>
        batches.LookUpAsync(members, LookUpTerms.Anew(run.ReadingPriority()), ct);

    /// <summary>The standing of one member, for a person who waits for it; asked for anew, and not at all while Ethos is down.</summary>
    public async Task<Standing> LookUpAsync(MemberId member, CancellationToken ct) =>
        (await batches.LookUpAsync([member], LookUpTerms.Anew(RequestPriority.Interactive), ct))[member];

    /// <summary>Whether nobody who was asked for got an answer.</summary>
    public static bool IsOutage(IReadOnlyDictionary<MemberId, Standing> standings) => StandingCircuit.IsOutage(standings);

    /// <summary>When the runs of a guild looked standings up.</summary>
    private sealed class GuildLooks
    {
        private readonly Lock _gate = new();
        private (RunId Id, DateTimeOffset CreatedAt)? _run;
        private long _endOfLastRun = long.MinValue;
        private long _last = long.MinValue;

        /// <summary>When the run before this one last got an answer; all that was asked for later is new to the guild.</summary>
        public long EndOfLastRun(Run run)
        {
            lock (_gate)
            {
                if (_run != (run.Id, run.CreatedAt))
                {
                    (_run, _endOfLastRun) = ((run.Id, run.CreatedAt), _last);
                }

                return _endOfLastRun;
            }
        }

        public void Looked(long at)
        {
            lock (_gate)
            {
                _last = at;
            }
        }
    }
}
