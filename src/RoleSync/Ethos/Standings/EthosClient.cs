using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// Looks standings up at Ethos: any number of members, 500 a call.
/// See <see href="https://developers.ethos.network/">Ethos's API v2</see>, <c>POST /users/by/discord</c>.
/// </summary>
internal sealed partial class EthosClient(EthosCall call, ILogger<EthosClient> logger)
{
    /// <summary>The most members that one call may ask for.</summary>
    public const int MaximumBatch = 500;

    /// <summary>The most calls, retries not counted, that each 500 members of a look-up may cost: halving finds two bad ids among 500 in 35.</summary>
    internal const int MaximumCalls = 40;

    /// <summary>
    /// The standing of each asked member; never throws but for cancellation: what cannot be trusted is Unknown.
    /// Where Ethos refuses a batch (400), it is halved until the bad id is found, and only that one is Unknown.
    /// An answer without anybody makes everybody Absent, as Ethos leaves out whom it does not know; whether so many may lose a role is the guard's decision.
    /// </summary>
    /// <param name="members">Distinct ids.</param>
    /// <param name="ct">Cancels the call and its waits.</param>
    public Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(IReadOnlyCollection<MemberId> members, CancellationToken ct) =>
        LookUpAsync(members, isAwaited: false, ct);

    /// <inheritdoc cref="LookUpAsync(IReadOnlyCollection{MemberId}, CancellationToken)"/>
    /// <param name="members">Distinct ids.</param>
    /// <param name="isAwaited">Whether a person waits for the answer: such calls need not wait for those of runs.</param>
    /// <param name="ct">Cancels the call and its waits.</param>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(
        IReadOnlyCollection<MemberId> members, bool isAwaited, CancellationToken ct)
    {
        var standings = new Dictionary<MemberId, Standing>(members.Count);
        var open = new Stack<ArraySegment<MemberId>>();
        foreach (var part in members.Chunk(MaximumBatch).Reverse())
        {
            open.Push(part);
        }

        var allowed = MaximumCalls * open.Count;
        for (var calls = 0; open.TryPop(out var batch); calls++)
        {
            switch (calls < allowed ? await call.AskAsync(batch, isAwaited, ct) : TooManyRefusals)
            {
                case EthosAnswer.Refused when batch.Count > 1:
                    Log.Halved(logger, batch.Count);
                    open.Push(batch[(batch.Count / 2)..]);
                    open.Push(batch[..(batch.Count / 2)]);
                    break;
                case EthosAnswer.Refused:
                    Log.Unknown(logger, 1, RefusedId.Why);
                    standings[batch[0]] = RefusedId;
                    break;
                case EthosAnswer.Failed failed:
                    Log.Unknown(logger, batch.Count, failed.Why);
                    Mark(standings, batch, new Standing.Unknown(failed.Why) { IsOutage = true });
                    break;
                case EthosAnswer.Read read:
                    Take(standings, read);
                    break;
            }
        }

        return standings;
    }

    private static Standing.Unknown RefusedId { get; } = new("Ethos refused to look this id up (400).");

    private static EthosAnswer TooManyRefusals { get; } = new EthosAnswer.Failed("Ethos refused one batch after the other (400).", IsTransient: false);

    private static void Mark(Dictionary<MemberId, Standing> standings, ArraySegment<MemberId> batch, Standing.Unknown unknown)
    {
        foreach (var member in batch)
        {
            standings[member] = unknown;
        }
    }

    private void Take(Dictionary<MemberId, Standing> standings, EthosAnswer.Read read)
    {
        foreach (var (member, standing) in read.Standings)
        {
            standings[member] = standing;
        }

        if (read.Damaged > 0)
        {
            Log.Damaged(logger, read.Damaged, read.Standings.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ethos refused a batch of {Members} members (400). It is halved to find the bad id.")]
        public static partial void Halved(ILogger logger, int members);

        [LoggerMessage(2, LogLevel.Warning, "The standing of {Members} members is unknown, and their roles stay: {Why}")]
        public static partial void Unknown(ILogger logger, int members, string why);

        [LoggerMessage(3, LogLevel.Warning,
            "{Items} users in Ethos's answer for {Members} members could not be read or matched. Whoever was not found in it is unknown.")]
        public static partial void Damaged(ILogger logger, int items, int members);
    }
}
