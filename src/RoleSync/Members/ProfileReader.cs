using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Profiles;

namespace RoleSync.Members;

/// <summary>Reads somebody's profile and best review side by side: two calls to Ethos, and an answer within ten seconds.</summary>
internal sealed class ProfileReader(EthosProfiles ethos, TimeProvider time)
{
    /// <summary>How long one person waits between two readings: the calls come out of what runs have, too.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private readonly MemberCooldown _pace = new(Interval, time);

    /// <summary>The person behind a Discord account.</summary>
    /// <param name="guild">Where it is asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="member">Who is asked about; a member of the guild or not.</param>
    /// <param name="ct">Cancels the calls.</param>
    public Task<ProfileAnswer> OfDiscordAsync(GuildId guild, MemberId caller, MemberId member, CancellationToken ct) =>
        ReadAsync(guild, caller, $"service:discord:{member}", token => ethos.FindAsync(member, token), ct);

    /// <summary>The person behind an account on X.</summary>
    /// <param name="guild">Where it is asked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="handle">Letters, digits and underscores.</param>
    /// <param name="ct">Cancels the calls.</param>
    public Task<ProfileAnswer> OfXAsync(GuildId guild, MemberId caller, string handle, CancellationToken ct) =>
        ReadAsync(guild, caller, $"service:x.com:username:{handle}", token => ethos.FindAsync(handle, token), ct);

    private async Task<ProfileAnswer> ReadAsync(
        GuildId guild, MemberId caller, string userkey, Func<CancellationToken, Task<EthosAnswer<Profile>>> find, CancellationToken ct)
    {
        if (_pace.Take(guild, caller) is { } left)
        {
            return new ProfileAnswer.TooSoon(left);
        }

        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var review = ethos.FindTopReviewAsync(userkey, leaving.Token);
        try
        {
            return await find(ct) switch
            {
                EthosAnswer<Profile>.Failed { Reason.Why: var why } => new ProfileAnswer.Unavailable(why),
                EthosAnswer<Profile>.Ok { Value: { HasInteractions: true } profile } => new ProfileAnswer.Found(profile with { TopReview = await review }),
                _ => new ProfileAnswer.NoProfile(),
            };
        }
        finally
        {
            await leaving.CancelAsync();
            await ((Task)review).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
