using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Policies;
using RoleSync.Reading;
using RoleSync.Storage;
using RoleSync.Work;

namespace RoleSync.Provisioning;

/// <summary>
/// Makes the roles that are missing, one after the other, and notes each: what it intends, before it is made, and what it made. A second
/// call, or one after a crash, finds what the first one did. What cannot be excluded is a role that somebody makes by hand under the same
/// name between a call that was cut off and the next look: it is taken for ours.
/// </summary>
internal sealed partial class RoleProvisioner(
    DiscordClient discord, RoleInventory lister, GuildInspector inspector, RoleStore store, GuildPolicies policies, ILogger<RoleProvisioner> logger)
{
    private const int MostRoles = 250;

    private readonly ConcurrentDictionary<GuildId, SemaphoreSlim> _one = new();

    /// <summary>Makes what is missing and says how the roles are then.</summary>
    public async Task<RolesAnswer> CreateAsync(RoleRequest wish, CancellationToken ct)
    {
        var (chosen, unknown) = lister.Choose(wish.Guild);
        if (chosen is not { } guild)
        {
            return new RolesAnswer.NotConfigured(unknown!);
        }

        var one = _one.GetOrAdd(guild, _ => new SemaphoreSlim(1));
        if (!await one.WaitAsync(TimeSpan.Zero, ct))
        {
            return new RolesAnswer.Busy($"Roles are being made in guild {guild} at this moment: ask again when that is over.");
        }

        try
        {
            return await CreateAsync(guild, wish, ct);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<RolesAnswer> CreateAsync(GuildId guild, RoleRequest wish, CancellationToken ct) =>
        await inspector.ReadAsync(guild, RoleInventory.Patience, isAwaited: true, ct) switch
        {
            GuildRead.Known found => await CreateAsync(guild, found, wish, ct),
            GuildRead.Failed failed => new RolesAnswer.Unknown(failed.Failure.Sentence),
            _ => throw new InvalidOperationException("A guild is read or it is not."),
        };

    private async Task<RolesAnswer> CreateAsync(GuildId guild, GuildRead.Known found, RoleRequest wish, CancellationToken ct)
    {
        var work = new RoleProvisioningPlan(guild, wish, found, policies.Configured(guild)!, await store.ReadAsync(guild, ct), await store.IntendedAsync(guild, ct));
        var stopped = work.Hindrance(MostRoles);
        foreach (var key in stopped is null ? work.Missing : [])
        {
            stopped = await ProvideAsync(work, key, ct);
            if (stopped is not null)
            {
                break;
            }
        }

        policies.Complete(guild, await store.ReadAsync(guild, ct));
        return await lister.ListAsync(guild, ct) is RolesAnswer.Known { Report: var report }
            ? new RolesAnswer.Known(work.Onto(report, stopped))
            : new RolesAnswer.Unknown($"{work.Deeds.Count} roles were made or adopted, and then Discord did not let guild {guild} be read: \"rolesync roles\" shows them.");
    }

    /// <summary>Finds or makes the role of one key.</summary>
    /// <returns>Why no further one is to be tried; null to go on.</returns>
    private async Task<string?> ProvideAsync(RoleProvisioningPlan work, PolicyKey key, CancellationToken ct)
    {
        switch (work.Choose(key))
        {
            case RoleChoice.Take take:
                await store.KeepAsync(work.Guild, key.Key, take.Role, ct);
                work.Deeds[key.Key] = take.Deed;
                Log.Provided(logger, take.Deed, take.Role, key.Name, work.Guild);
                return null;
            case RoleChoice.Leave leave:
                work.Problems[key.Key] = leave.Why;
                return null;
            default:
                return await MakeAsync(work, key, ct);
        }
    }

    private async Task<string?> MakeAsync(RoleProvisioningPlan work, PolicyKey key, CancellationToken ct)
    {
        if (await store.IntendAsync(work.Guild, key.Key, work.Highest, ct) is { } wait)
        {
            work.Problems[key.Key] = $"A role for {key.Name} was about to be made less than a minute ago, and it is not there yet: ask again in {Math.Ceiling(wait.TotalSeconds):0} s.";
            return null;
        }

        // Whoever gave up waiting must not leave it open whether there is a role now.
        var answer = await discord.ForInteractions().CreateRoleAsync(
            work.Guild, RoleAppearance.Of(key), $"rolesync: the role for {key.Name}, asked for by {work.Wish.By}", RoleInventory.Patience, CancellationToken.None);
        switch (answer)
        {
            case DiscordAnswer<Role>.Ok { Value: var role }:
                await store.KeepAsync(work.Guild, key.Key, role.Id, CancellationToken.None);
                work.Deeds[key.Key] = RoleAction.Made;
                work.Highest = role.Id > work.Highest ? role.Id : work.Highest;
                Log.Provided(logger, RoleAction.Made, role.Id, key.Name, work.Guild);
                ct.ThrowIfCancellationRequested();
                return null;
            case DiscordAnswer<Role>.Unavailable:
                return await LookAgainAsync(work, key, DiscordFailure.Of(answer, $"making the role for {key.Name}").Sentence, ct);
            default:
                await store.ForgetAsync(work.Guild, key.Key, CancellationToken.None);
                return DiscordFailure.Of(answer, $"making the role for {key.Name}").Sentence;
        }
    }

    /// <summary>There was no usable answer: the role may be there all the same.</summary>
    private async Task<string?> LookAgainAsync(RoleProvisioningPlan work, PolicyKey key, string why, CancellationToken ct)
    {
        var read = await inspector.ReadAsync(work.Guild, RoleInventory.Patience, isAwaited: true, ct);
        if (read is not GuildRead.Known found || RoleProvisioningPlan.MadeSince(found, key, work.Highest) is not { } role)
        {
            return $"{why} Whether there is a role for {key.Name} now is looked at when roles are asked for again.";
        }

        await store.KeepAsync(work.Guild, key.Key, role.Id, ct);
        work.Deeds[key.Key] = RoleAction.Made;
        work.Highest = role.Id;
        Log.Provided(logger, RoleAction.Made, role.Id, key.Name, work.Guild);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Information, "{Deed} role {Role} for {Name} in guild {Guild}")]
        public static partial void Provided(ILogger logger, RoleAction deed, RoleId role, string name, GuildId guild);
    }
}
