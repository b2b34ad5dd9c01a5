using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;

namespace RoleSync.Ethos.Profiles;

/// <summary>
/// Reads what Ethos shows of one person. See <see href="https://developers.ethos.network/">Ethos's API v2</see>, <c>GET /user/by/discord</c>,
/// <c>GET /user/by/x</c> and <c>POST /activities/profile/received</c>.
/// </summary>
internal sealed class EthosProfiles(EthosQuestion question)
{
    /// <summary>Some reviews more than the one that is shown: what Ethos counts as votes may be more than upvotes.</summary>
    private const int Reviews = 10;

    /// <summary>The person behind a Discord account.</summary>
    /// <returns>The person, or why there is no usable answer; neither when Ethos knows nobody.</returns>
    public async Task<(Profile? Profile, string? Why)> FindAsync(MemberId member, CancellationToken ct) =>
        Read(await question.AskAsync($"/user/by/discord/{member}", null, ct), member);

    /// <summary>The person behind an account on X.</summary>
    /// <param name="handle">Letters, digits and underscores.</param>
    /// <param name="ct">Cancels the question.</param>
    /// <inheritdoc cref="FindAsync(MemberId, CancellationToken)" path="/returns"/>
    public async Task<(Profile? Profile, string? Why)> FindAsync(string handle, CancellationToken ct) =>
        Read(await question.AskAsync($"/user/by/x/{Uri.EscapeDataString(handle)}", null, ct), member: null);

    /// <summary>The review with the most upvotes; null when there is none, or no usable answer.</summary>
    /// <param name="userkey">Whom it is about: <c>service:discord:ID</c> or <c>service:x.com:username:HANDLE</c>.</param>
    /// <param name="ct">Cancels the question.</param>
    public async Task<Review?> FindTopReviewAsync(string userkey, CancellationToken ct)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ReviewsWire(userkey, ["review"], new OrderWire("votes", "desc"), Reviews), ProfileJson.Default.ReviewsWire);
        return await question.AskAsync("/activities/profile/received", body, ct) is EthosReply.Ok ok ? ReviewBody.Best(ok.Body) : null;
    }

    private static (Profile? Profile, string? Why) Read(EthosReply reply, MemberId? member) => reply switch
    {
        EthosReply.Ok ok => ProfileBody.Read(ok.Body, member),
        EthosReply.Failed failed => (null, failed.Why),
        _ => (null, null),
    };
}
