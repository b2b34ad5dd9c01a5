using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Storage;

namespace RoleSync.Policies;

/// <summary>Completes the policies by the roles that the store knows: at start, and whenever something is about to work by them.</summary>
internal sealed partial class StoredRoles(RoleStore roles, GuildPolicies policies, ILogger<StoredRoles> logger) : BackgroundService
{
    /// <summary>Looks again which roles the store knows for a guild: another process may have made some.</summary>
    public async Task RefreshAsync(GuildId guild, CancellationToken ct) => policies.Complete(guild, await roles.ReadAsync(guild, ct));

    /// <summary>Looks for the guilds that cannot be served by their configuration alone; the others lose no time over it at a start.</summary>
    /// <returns>What is still missing, a sentence for each guild that cannot be served.</returns>
    public async Task<IReadOnlyList<string>> CompleteAsync(CancellationToken ct)
    {
        var missing = new List<string>();
        foreach (var guild in policies.Guilds.Where(guild => policies.Find(guild) is null))
        {
            await RefreshAsync(guild, ct);
            if (policies.Find(guild) is null)
            {
                missing.Add(policies.Configured(guild)!.MissingVerified ?? $"The roles of guild {guild} make no policy: check its settings.");
            }
        }

        return missing;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host waits for the first await of its services; nothing of this may delay the start. A run looks for itself.
        await Task.Yield();
        try
        {
            foreach (var (guild, known) in await roles.ReadAllAsync(stoppingToken))
            {
                policies.Complete(guild, known);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // A fault here would end the service, and whatever works by the roles looks again; there it counts.
            Log.NotRead(logger, fault.GetType().Name, fault.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(63, LogLevel.Warning, "The roles that are stored could not be read at the start ({Kind}): {Message}. They are read again before each run")]
        public static partial void NotRead(ILogger logger, string kind, string message);
    }
}
