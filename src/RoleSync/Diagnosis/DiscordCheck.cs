using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Policies;
using RoleSync.Reading;
using RoleSync.Work;

namespace RoleSync.Diagnosis;

/// <summary>Asks Discord about the token, the application and the guilds: two calls, and two more for each guild, all ahead of what runs send.</summary>
internal sealed class DiscordCheck(DiscordClient discord, OwnAccount account, GuildInspector inspector, DiscordSender sender, GuildPolicies policies)
{
    private static readonly TimeSpan _clockTolerance = TimeSpan.FromSeconds(30);

    // A limit that opens later than that is no news for a diagnosis.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly DiscordClient _discord = discord.ForInteractions();

    /// <summary>All findings about Discord.</summary>
    /// <param name="mostGuilds">How many guilds are looked at, the default one first.</param>
    /// <param name="ct">Cancels the calls.</param>
    public async Task<IReadOnlyList<Finding>> ExamineAsync(int mostGuilds, CancellationToken ct)
    {
        var self = await account.AskAsync(ct);
        if (self is not DiscordAnswer<MemberId>.Ok me)
        {
            return [Unread("token", DiscordFailure.Of(self, "reading the bot's own account")), .. Clock()];
        }

        var findings = new List<Finding> { Finding.Ok("token", $"Discord knows the bot as user {me.Value}.") };
        findings.AddRange(Clock());
        findings.Add(Application(await _discord.GetApplicationAsync(_patience, ct)));
        var guilds = policies.Guilds.OrderByDescending(guild => guild == policies.Default).ToList();
        foreach (var guild in guilds.Take(mostGuilds))
        {
            findings.AddRange(policies.Find(guild) is { } policy
                ? await GuildAsync(guild, policy, ct)
                : [Finding.Fatal("role", policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.")]);
        }

        if (guilds.Count > mostGuilds)
        {
            findings.Add(Finding.Ok("guild", $"{guilds.Count - mostGuilds} more guilds were not looked at: \"rolesync doctor\" looks at all of them."));
        }

        return findings;
    }

    private async Task<IEnumerable<Finding>> GuildAsync(GuildId id, Policy policy, CancellationToken ct) =>
        await inspector.ReadAsync(id, _patience, isAwaited: true, ct) switch
        {
            GuildRead.Known { Guild: var guild, Bot: var bot } =>
                [Finding.Ok("guild", $"{guild.Name} ({id}) can be read; it has about {guild.ApproximateMembers} members."), .. GuildCheck.Examine(guild, bot, policy)],
            GuildRead.Failed failed => [Unread("guild", failed.Failure)],
            _ => throw new InvalidOperationException("A guild is read or it is not."),
        };

    /// <summary>What could not be read: for good by Discord's word, or only for now.</summary>
    private static Finding Unread(string check, DiscordFailure failure) =>
        Finding.Fatal(check, failure.Sentence) with { MayPass = failure is not DiscordFailure.Refused };

    private static Finding Application(DiscordAnswer<CurrentApplication> answer) => answer switch
    {
        DiscordAnswer<CurrentApplication>.Ok { Value.MayListMembers: true } => Finding.Ok("members intent", "The application may list members."),
        DiscordAnswer<CurrentApplication>.Ok => Finding.Fatal("members intent", DiscordFailure.MembersIntentMissing),
        _ => Finding.Error("members intent", DiscordFailure.Of(answer, "reading the bot's application").Sentence),
    };

    private IEnumerable<Finding> Clock()
    {
        if (sender.ClockAhead is { } ahead)
        {
            yield return ahead.Duration() > _clockTolerance
                ? Finding.Warning(
                    "clock",
                    $"The clock of this machine is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} Discord's. Limits do not depend on it, "
                    + "but the times of runs and of the schedule do: switch on time synchronisation (NTP).")
                : Finding.Ok("clock", "The clock of this machine agrees with Discord's.");
        }
    }
}
