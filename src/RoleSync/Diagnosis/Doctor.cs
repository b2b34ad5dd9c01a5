using System.Globalization;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Discord.RateLimits;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Standings;
using RoleSync.Notifying;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Diagnosis;

/// <summary>
/// Examines all that a run needs, at once and without changing anything: Discord, Ethos, the database, the webhook.
/// Never throws but for cancellation; what cannot be examined in time is a finding, too.
/// </summary>
internal sealed class Doctor(
    DiscordCheck discord, EthosClient ethos, Database database, DigestStore digests, StrayStore strays, Webhook webhook, RateLimiter limiter,
    GuildPolicies policies, IOptions<DoctorOptions> own, TimeProvider time)
{
    private static readonly Finding _goodDatabase = Finding.Ok("database", "The database can be written, and its tables are those of this version.");

    /// <summary>So many guilds with strays are named, those with the most of them.</summary>
    private const int MostStrays = 3;

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    /// <summary>Why nothing is sent to Discord at present; null while requests are sent. Costs no call.</summary>
    public string? HaltedBecause => limiter.Block?.Why;

    /// <summary>Ends when Discord takes a refused token again; has ended while it is good.</summary>
    public Task TokenTaken => limiter.TokenAccepted;

    /// <summary>Looks at everything.</summary>
    /// <param name="mostGuilds">How many guilds are looked at, the default one first.</param>
    /// <param name="ct">Cancels the calls.</param>
    public async Task<DoctorReport> ExamineAsync(int mostGuilds, CancellationToken ct)
    {
        var parts = await Task.WhenAll(
            WithinAsync("Discord", token => discord.ExamineAsync(mostGuilds, token), ct),
            WithinAsync("ethos", EthosAsync, ct),
            WithinAsync("database", DatabaseAsync, ct),
            WithinAsync("webhook", WebhookAsync, ct));
        return new DoctorReport(time.GetUtcNow(), [.. parts.SelectMany(findings => findings), Access()]);
    }

    private Finding Access() => own.Value.ClosedBecause is { } closed
        ? Finding.Warning("access", closed)
        : Finding.Ok("access", "The HTTP API asks for SYNC_AUTH_TOKEN, or is for this machine alone.");

    private async Task<IReadOnlyList<Finding>> WithinAsync(
        string check, Func<CancellationToken, Task<IReadOnlyList<Finding>>> examine, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(_longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        try
        {
            return await examine(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return [Finding.Error(check, $"There was no answer within {_longest.TotalSeconds:0} s. Check the network of this machine, then try again.")];
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            // A check that breaks must not end the service that asked for it.
            return [Finding.Error(check, $"This could not be examined ({fault.GetType().Name}): {fault.Message}")];
        }
    }

    private async Task<IReadOnlyList<Finding>> EthosAsync(CancellationToken ct)
    {
        // A guild's id is a good snowflake and nobody's account: Ethos answers that it knows nobody.
        var nobody = new MemberId(policies.Guilds.First().Value);
        return (await ethos.LookUpAsync([nobody], new CallUrgency(RequestPriority.Interactive), ct))[nobody] is Standing.Unknown unknown
            ? [Finding.Error("ethos", $"{unknown.Why} Nobody's roles change while that lasts. Check ETHOS_API_BASE_URL and the network.")]
            : [Finding.Ok("ethos", "Ethos answers.")];
    }

    private async Task<IReadOnlyList<Finding>> DatabaseAsync(CancellationToken ct) => await database.ProbeAsync(ct) switch
    {
        { IsCurrent: true, Note: null } => [_goodDatabase, .. await StraysAsync(ct)],
        { Problem: { } problem } => [Finding.Fatal("database", problem) with { MayPass = true }],
        { Note: { } note } => [Finding.Warning("database", note)],
        _ => [_goodDatabase],
    };

    /// <summary>What the last looks at the guilds have found; nothing where they found none.</summary>
    private async Task<IEnumerable<Finding>> StraysAsync(CancellationToken ct) => (await strays.CountsAsync(ct))
        .Where(guild => policies.Find(guild.Key) is not null)
        .OrderByDescending(guild => guild.Value)
        .Take(MostStrays)
        .Select(guild => Finding.Ok("strays", string.Create(
            CultureInfo.InvariantCulture,
            $"{guild.Value} members of guild {guild.Key} held managed roles without the verified role at the last look: GET /runs/RUN/strays lists them, SYNC_STRAYS=strip takes the roles.")));

    private async Task<IReadOnlyList<Finding>> WebhookAsync(CancellationToken ct)
    {
        if (!webhook.IsSet)
        {
            return [Finding.Ok("webhook", "No webhook is set; runs end without a digest.")];
        }

        switch (await webhook.FindAsync(ct))
        {
            case WebhookAnswer.Sent:
                if ((await database.ProbeAsync(ct)).IsCurrent)
                {
                    await digests.ForgetRefusalAsync(webhook.Number, ct);
                }

                return [Finding.Ok("webhook", "The webhook of the digest exists.")];
            case WebhookAnswer.Refused:
                return [Finding.Error("webhook", WebhookAddress.RefusedSentence)];
            case WebhookAnswer.Limited limited:
                return [Finding.Ok("webhook", $"The webhook of the digest may be called again in {limited.OpensIn.TotalSeconds:0} s.")];
            case WebhookAnswer.Rejected rejected:
                return [Finding.Warning("webhook", $"The webhook cannot be asked for ({rejected.Why}): check DISCORD_WEBHOOK_URL.")];
            case WebhookAnswer.Unavailable unavailable:
                return [Finding.Warning("webhook", $"The webhook gives no usable answer now, and is tried again by itself: {unavailable.Why}. Check DISCORD_WEBHOOK_URL and the network.")];
            default:
                return [Finding.Warning("webhook", "The webhook answered as if it were a message: check DISCORD_WEBHOOK_URL.")];
        }
    }
}
