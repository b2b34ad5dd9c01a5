using System.Net;
using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Profiles;

/// <summary>
/// Reads what Ethos shows of one person. See <see href="https://developers.ethos.network/">Ethos's API v2</see>, <c>GET /user/by/discord</c>,
/// <c>GET /user/by/x</c> and <c>POST /activities/profile/received</c>.
/// </summary>
internal sealed class EthosProfiles(EthosRequester requester)
{
    /// <summary>Some reviews more than the one that is shown: what Ethos counts as votes may be more than upvotes.</summary>
    private const int Reviews = 10;

    /// <summary>The person behind a Discord account.</summary>
    /// <returns>The person, or why there is no usable answer; refused where Ethos knows nobody.</returns>
    public Task<EthosAnswer<Profile>> FindAsync(MemberId member, CancellationToken ct) =>
        FindAsync($"/user/by/discord/{member}", "/user/by/discord/{id}", member, ct);

    /// <summary>The person behind an account on X.</summary>
    /// <param name="handle">Letters, digits and underscores.</param>
    /// <param name="ct">Cancels the question.</param>
    /// <inheritdoc cref="FindAsync(MemberId, CancellationToken)" path="/returns"/>
    public Task<EthosAnswer<Profile>> FindAsync(string handle, CancellationToken ct) =>
        FindAsync($"/user/by/x/{Uri.EscapeDataString(handle)}", "/user/by/x/{handle}", member: null, ct);

    /// <summary>The review with the most upvotes; null when there is none, or no usable answer.</summary>
    /// <param name="userkey">Whom it is about: <c>service:discord:ID</c> or <c>service:x.com:username:HANDLE</c>.</param>
    /// <param name="ct">Cancels the question.</param>
    public async Task<Review?> FindTopReviewAsync(string userkey, CancellationToken ct)
    {
        const string route = "/activities/profile/received";
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ReviewsWire(userkey, ["review"], new OrderWire("votes", "desc"), Reviews), ProfileJson.Default.ReviewsWire);
        return await requester.SendAsync(Request(route, route, body), ReviewBody.ReadBest, ct) is EthosAnswer<Review?>.Ok ok ? ok.Value : null;
    }

    private Task<EthosAnswer<Profile>> FindAsync(string path, string route, MemberId? member, CancellationToken ct) =>
        requester.SendAsync(Request(path, route, body: null), user => ProfileBody.Read(user, member), ct);

    private static EthosRequest Request(string path, string route, ReadOnlyMemory<byte>? body) =>
        new(path, route, body, HttpStatusCode.NotFound, EthosPatience.ForProfiles, new CallUrgency(RequestPriority.Interactive));
}
