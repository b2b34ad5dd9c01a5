using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Standings;

/// <summary>
/// Looks standings up at Ethos: any number of members, 500 a call.
/// See <see href="https://developers.ethos.network/">Ethos's API v2</see>, <c>POST /users/by/discord</c>.
/// </summary>
internal sealed partial class EthosClient(EthosRequester requester, ILogger<EthosClient> logger)
{
    private const string Route = "/users/by/discord";

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
    /// <param name="urgency">Who goes first where calls have to wait.</param>
    /// <param name="ct">Cancels the call and its waits.</param>
    public async Task<IReadOnlyDictionary<MemberId, Standing>> LookUpAsync(
        IReadOnlyCollection<MemberId> members, CallUrgency urgency, CancellationToken ct)
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
            switch (calls < allowed ? await AskAsync(batch, urgency, ct) : TooManyRefusals)
            {
                case EthosAnswer<StandingsPage>.Refused when batch.Count > 1:
                    Log.Halved(logger, batch.Count);
                    open.Push(batch[(batch.Count / 2)..]);
                    open.Push(batch[..(batch.Count / 2)]);
                    break;
                case EthosAnswer<StandingsPage>.Refused:
                    Log.Unknown(logger, 1, RefusedId.Why);
                    standings[batch[0]] = RefusedId;
                    break;
                case EthosAnswer<StandingsPage>.Failed { Reason.Why: var why }:
                    Log.Unanswered(logger, batch.Count, why);
                    Mark(standings, batch, new Standing.Unknown(why) { IsOutage = true });
                    break;
                case EthosAnswer<StandingsPage>.Ok { Value: var page }:
                    Take(standings, page);
                    break;
            }
        }

        return standings;
    }

    private static Standing.Unknown RefusedId { get; } = new("Ethos refused to look this id up (400).");

    private static EthosAnswer<StandingsPage> TooManyRefusals { get; } =
        new EthosAnswer<StandingsPage>.Failed(new("Ethos refused one batch after the other (400).", IsTransient: false));

    private Task<EthosAnswer<StandingsPage>> AskAsync(ArraySegment<MemberId> members, CallUrgency urgency, CancellationToken ct) => requester.SendAsync(
        new EthosRequest(Route, Route, Body(members), HttpStatusCode.BadRequest, EthosPatience.ForStandings, urgency),
        users => StandingsBody.Read(users, members),
        ct);

    private static ReadOnlyMemory<byte> Body(ArraySegment<MemberId> members)
    {
        var buffer = new ArrayBufferWriter<byte>(20 + (members.Count * 24));
        using var json = new Utf8JsonWriter(buffer);
        Span<byte> digits = stackalloc byte[20];
        json.WriteStartObject();
        json.WriteStartArray("discordIds"u8);
        foreach (var member in members)
        {
            _ = member.Value.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
            json.WriteStringValue(digits[..written]);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Mark(Dictionary<MemberId, Standing> standings, ArraySegment<MemberId> batch, Standing.Unknown unknown)
    {
        foreach (var member in batch)
        {
            standings[member] = unknown;
        }
    }

    private void Take(Dictionary<MemberId, Standing> standings, StandingsPage page)
    {
        foreach (var (member, standing) in page.Standings)
        {
            standings[member] = standing;
        }

        if (page.Damaged > 0)
        {
            Log.Damaged(logger, page.Damaged, page.Standings.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ethos refused a batch of {Members} members (400). It is halved to find the bad id.")]
        public static partial void Halved(ILogger logger, int members);

        [LoggerMessage(2, LogLevel.Warning, "The standing of {Members} members is unknown, and their roles stay: {Why}")]
        public static partial void Unknown(ILogger logger, int members, string why);

        [LoggerMessage(4, LogLevel.Debug, "The standing of {Members} members is unknown, and their roles stay: {Why}")]
        public static partial void Unanswered(ILogger logger, int members, string why);

        [LoggerMessage(3, LogLevel.Warning,
            "{Items} users in Ethos's answer for {Members} members could not be read or matched. Whoever was not found in it is unknown.")]
        public static partial void Damaged(ILogger logger, int items, int members);
    }
}
