using RoleSync.Configuration;
using RoleSync.Core.Guilds;
using RoleSync.Storage;

namespace RoleSync.Running.Roles;

/// <summary>Completes the policies by the roles that the store knows: at start, and whenever something is about to work by them.</summary>
internal sealed class StoredRoles(RoleStore roles, GuildPolicies policies)
{
    /// <summary>Looks again which roles the store knows for a guild: another process may have made some.</summary>
    public async Task RefreshAsync(GuildId guild, CancellationToken ct) => policies.Complete(guild, await roles.ReadAsync(guild, ct));

    /// <summary>Looks for every guild.</summary>
    /// <returns>What is still missing, a sentence for each guild that cannot be served.</returns>
    public async Task<IReadOnlyList<string>> LoadAsync(CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var guild in policies.Guilds)
        {
            await RefreshAsync(guild, ct);
            if (policies.Find(guild) is null)
            {
                missing.Add(policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.");
            }
        }

        return missing;
    }
}
