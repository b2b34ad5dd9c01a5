using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Users;

namespace RoleSync.Ethos.Profiles;

/// <summary>Makes a profile for people to look at of a user: who it is and the score have to make sense, anything else may be missing.</summary>
internal static class ProfileBody
{
    /// <summary>The profile; else why the answer is of no use.</summary>
    /// <param name="body">The body of the answer.</param>
    /// <param name="member">Whose Discord account was asked for: then the user must name it.</param>
    public static EthosAnswer<Profile> Read(JsonElement body, MemberId? member) =>
        EthosUser.Of(body) is not { Score: { } score } user ? Useless("Ethos's answer was no user with a score.")
        : member is { } asked && !user.Is(asked) ? Useless("Ethos answered with somebody else.")
        : user.Status is EthosStatus.Merged ? Useless("Ethos has merged this user into another one.")
        : new EthosAnswer<Profile>.Ok(new Profile(user.Name ?? "Somebody", score)
        {
            HasInteractions = EthosInteractions.Of(user),
            IsValidator = user.Validators > 0,
            IsHuman = user.IsHuman is true,
            Reviews = Reviews(user.Received.Reviews),
            Vouches = JsonFields.AsCount(user.Received.Vouches ?? user.Received.VouchTotals),
            Xp = user.Xp,
            Influence = user.Influence,
            Page = Page(user.Page),
        });

    private static EthosAnswer<Profile> Useless(string why) => new EthosAnswer<Profile>.Failed(new(why, IsTransient: false));

    private static ReviewCounts? Reviews(ReceivedReviews received) =>
        JsonFields.AsCount(received.Positive) is { } positive && JsonFields.AsCount(received.Neutral) is { } neutral && JsonFields.AsCount(received.Negative) is { } negative
            ? new ReviewCounts(positive, neutral, negative) : null;

    /// <summary>A link to Ethos and nowhere else, whatever the answer says.</summary>
    private static Uri? Page(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme == Uri.UriSchemeHttps && page.IsDefaultPort && page.UserInfo.Length == 0
            && (page.IdnHost == "ethos.network" || page.IdnHost.EndsWith(".ethos.network", StringComparison.Ordinal))
            ? page : null;
}
