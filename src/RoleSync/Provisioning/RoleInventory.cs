using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Policies;
using RoleSync.Reading;
using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Provisioning;

/// <summary>Says which role stands for each tier, badge and status of a guild, and what is wrong with it. Changes nothing.</summary>
internal sealed class RoleInventory(GuildInspector inspector, RoleHolderCounter holders, RoleStore store, Database database, GuildPolicies policies)
{
    // A limit that opens later than that is worth an answer that says so.
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The roles of a guild as they are now: three or four calls.</summary>
    /// <param name="named">The guild; null for the default one.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<RolesAnswer> ListAsync(GuildId? named, CancellationToken ct)
    {
        switch (policies.Resolve(named))
        {
            case GuildChoice.Chosen { Guild: var guild }:
                return await inspector.ReadAsync(guild, Patience, isAwaited: true, ct) switch
                {
                    GuildRead.Known found => new RolesAnswer.Known(await ReportAsync(guild, found, ct)),
                    GuildRead.Failed failed => new RolesAnswer.Unknown(failed.Failure.Sentence),
                    _ => throw new InvalidOperationException("A guild is read or it is not."),
                };
            case GuildChoice.Unknown unknown:
                return new RolesAnswer.NotConfigured(unknown.Why);
            default:
                throw new InvalidOperationException("A guild is known or not.");
        }
    }

    private async Task<RoleReport> ReportAsync(GuildId guild, GuildRead.Known found, CancellationToken ct)
    {
        // A file that is yet to be made has no roles in it, and a question must not make it.
        var isThere = (await database.ProbeAsync(ct)).IsCurrent;
        var stored = isThere ? await store.ReadAsync(guild, ct) : new Dictionary<string, RoleId>();
        var intended = isThere ? await store.IntendedAsync(guild, ct) : new Dictionary<string, RoleId>();
        policies.Complete(guild, stored);
        var counts = await holders.CountAsync(guild, Patience, ct);
        var draft = policies.Configured(guild)!;
        var complete = draft.CompletedBy(stored);
        return new RoleReport(
            guild,
            found.Guild.Name,
            [.. draft.Ladder.Keys.Select(key => State(key, draft, complete, found, counts, intended.ContainsKey(key.Key)))],
            Assignability.Forbidden(found.Guild, found.Bot),
            (counts as HolderCounts.Unknown)?.Why);
    }

    private static RoleState State(
        PolicyKey key, PolicyDraft configured, PolicyDraft complete, GuildRead.Known found, HolderCounts counts, bool isIntended)
    {
        if (complete.Find(key.Key) is not { } id)
        {
            var missing = isIntended ? $"A role for {key.Name} was about to be made, and it is not known whether it was: let \"rolesync roles create\" find out."
                : key.Key == PolicyKey.Verified ? configured.MissingVerified
                : null;
            return new RoleState(key, null, RoleSource.None, null, null, missing);
        }

        var role = found.Find(id);

        // The verified role is never given nor taken here: it has to exist, and that is all.
        var problem = key.Key == PolicyKey.Verified && role is not null && id.Value != found.Guild.Id.Value
            ? null
            : Assignability.Obstacle(found.Guild, found.Bot, new ManagedRole(id, key.Key, key.Name, key.Rank));
        return new RoleState(
            key, id, configured.Find(key.Key) is null ? RoleSource.Stored : RoleSource.Configured, role?.Position,
            role is not null && counts is HolderCounts.Counted { Holders: var holders } ? holders.GetValueOrDefault(id) : null, problem);
    }
}
