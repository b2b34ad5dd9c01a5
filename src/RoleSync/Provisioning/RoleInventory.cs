using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Policies;
using RoleSync.Reading;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Work;

namespace RoleSync.Provisioning;

/// <summary>Says which role stands for each tier, badge and status of a guild, and what is wrong with it. Changes nothing.</summary>
internal sealed class RoleInventory(DiscordClient discord, OwnAccount self, RoleHolderCounter holders, RoleStore store, Database database, GuildPolicies policies)
{
    // A limit that opens later than that is worth an answer that says so.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Somebody waits for the answer.
    private readonly DiscordClient _discord = discord.ForInteractions();

    /// <summary>The roles of a guild as they are now: three or four calls.</summary>
    /// <param name="named">The guild; null for the default one.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<RolesAnswer> ListAsync(GuildId? named, CancellationToken ct)
    {
        var (chosen, unknown) = Choose(named);
        if (chosen is not { } guild)
        {
            return new RolesAnswer.NotConfigured(unknown!);
        }

        var (look, why) = await LookAsync(guild, ct);
        if (look is null)
        {
            return new RolesAnswer.Unknown(why!);
        }

        // A file that is yet to be made has no roles in it, and a question must not make it.
        var isThere = (await database.ProbeAsync(ct)).IsCurrent;
        var stored = isThere ? await store.ReadAsync(guild, ct) : new Dictionary<string, RoleId>();
        var intended = isThere ? await store.IntendedAsync(guild, ct) : new Dictionary<string, RoleId>();
        policies.Complete(guild, stored);
        var (counts, note) = await holders.CountAsync(guild, Patience, ct);
        var draft = policies.Configured(guild)!;
        var complete = draft.CompletedBy(stored);
        return new RolesAnswer.Known(new RoleReport(
            guild,
            look.Guild.Name,
            [.. PolicyKey.All(draft.Ladder).Select(key => State(key, draft, complete, look, counts, intended.ContainsKey(key.Key)))],
            Assignability.Forbidden(look.Guild, look.Bot),
            note));
    }

    /// <summary>The guild that is meant, or why there is none.</summary>
    public (GuildId? Guild, string? Why) Choose(GuildId? named) => policies.Resolve(named) switch
    {
        GuildChoice.Chosen chosen => (chosen.Guild, null),
        GuildChoice.Unknown unknown => (null, unknown.Why),
        _ => throw new InvalidOperationException("A guild is known or not."),
    };

    /// <summary>The guild and the bot in it, or why they cannot be read.</summary>
    public async Task<(GuildLook? Look, string? Why)> LookAsync(GuildId guild, CancellationToken ct)
    {
        var account = await self.GetAsync(ct);
        if (account is not DiscordAnswer<MemberId>.Ok { Value: var me })
        {
            return (null, DiscordFailure.Of(account, "reading the bot's own account").Sentence);
        }

        var found = await _discord.GetGuildAsync(guild, Patience, ct);
        if (found is not DiscordAnswer<Guild>.Ok known)
        {
            return (null, DiscordFailure.Of(found, $"reading guild {guild}").Sentence);
        }

        var bot = await new MemberLookup(_discord).ReadAsync(guild, me, Patience, ct);
        return bot is DiscordAnswer<Member>.Ok own
            ? (new GuildLook(known.Value, own.Value), null)
            : (null, DiscordFailure.Of(bot, $"reading the bot's own roles in guild {guild}").Sentence);
    }

    private static RoleState State(
        PolicyKey key, PolicyDraft configured, PolicyDraft complete, GuildLook look, IReadOnlyDictionary<RoleId, int>? counts, bool isIntended)
    {
        if (complete.Find(key.Key) is not { } id)
        {
            var missing = isIntended ? $"A role for {key.Name} was about to be made, and it is not known whether it was: let \"rolesync roles create\" look."
                : key.Key == PolicyKey.Verified ? configured.MissingVerified
                : null;
            return new RoleState(key, null, RoleSource.None, null, null, missing);
        }

        var role = look.Find(id);

        // The verified role is never given nor taken here: it has to exist, and that is all.
        var problem = key.Key == PolicyKey.Verified && role is not null && id.Value != look.Guild.Id.Value
            ? null
            : Assignability.Obstacle(look.Guild, look.Bot, new ManagedRole(id, key.Key, key.Name, key.Rank));
        return new RoleState(
            key, id, configured.Find(key.Key) is null ? RoleSource.Stored : RoleSource.Configured, role?.Position,
            role is null || counts is null ? null : counts.GetValueOrDefault(id), problem);
    }
}
