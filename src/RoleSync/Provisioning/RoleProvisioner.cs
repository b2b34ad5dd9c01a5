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
/// name between a call that was cut off and the next reading of the guild: it is taken for ours.
/// </summary>
internal sealed partial class RoleProvisioner(
    DiscordClient discord, RoleInventory inventory, GuildInspector inspector, RoleStore store, GuildPolicies policies, ILogger<RoleProvisioner> logger)
{
    private const int MostRoles = 250;

    private readonly ConcurrentDictionary<GuildId, SemaphoreSlim> _one = new();

    /// <summary>Makes what is missing and says how the roles are then.</summary>
    public async Task<RolesAnswer> CreateAsync(RoleRequest request, CancellationToken ct)
    {
        switch (policies.Resolve(request.Guild))
        {
            case GuildChoice.Chosen { Guild: var guild }:
                return await CreateAloneAsync(guild, request, ct);
            case GuildChoice.Unknown unknown:
                return new RolesAnswer.NotConfigured(unknown.Why);
            default:
                throw new InvalidOperationException("A guild is known or not.");
        }
    }

    /// <summary>One call at a time makes roles in a guild.</summary>
    private async Task<RolesAnswer> CreateAloneAsync(GuildId guild, RoleRequest request, CancellationToken ct)
    {
        var one = _one.GetOrAdd(guild, _ => new SemaphoreSlim(1));
        if (!await one.WaitAsync(TimeSpan.Zero, ct))
        {
            return new RolesAnswer.Busy($"Roles are being made in guild {guild} at this moment: ask again when that is over.");
        }

        try
        {
            return await CreateAsync(guild, request, ct);
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<RolesAnswer> CreateAsync(GuildId guild, RoleRequest request, CancellationToken ct) =>
        await inspector.ReadAsync(guild, RoleInventory.Patience, isAwaited: true, ct) switch
        {
            GuildRead.Known found => await CreateAsync(guild, found, request, ct),
            GuildRead.Failed failed => new RolesAnswer.Unknown(failed.Failure.Sentence),
            _ => throw new InvalidOperationException("A guild is read or it is not."),
        };

    private async Task<RolesAnswer> CreateAsync(GuildId guild, GuildRead.Known found, RoleRequest request, CancellationToken ct)
    {
        var plan = new RoleProvisioningPlan(guild, request, found, policies.Configured(guild)!, await store.ReadAsync(guild, ct), await store.IntendedAsync(guild, ct));
        var stopped = plan.Hindrance(MostRoles);
        foreach (var key in stopped is null ? plan.Missing : [])
        {
            stopped = await ProvideAsync(plan, key, ct);
            if (stopped is not null)
            {
                break;
            }
        }

        policies.Complete(guild, await store.ReadAsync(guild, ct));
        return await inventory.ListAsync(guild, ct) is RolesAnswer.Known { Report: var report }
            ? new RolesAnswer.Known(plan.Onto(report, stopped))
            : new RolesAnswer.Unknown($"{plan.Actions.Count} roles were made or adopted, and then Discord did not let guild {guild} be read: \"rolesync roles\" shows them.");
    }

    /// <summary>Finds or makes the role of one key.</summary>
    /// <returns>Why no further one is to be tried; null to go on.</returns>
    private async Task<string?> ProvideAsync(RoleProvisioningPlan plan, PolicyKey key, CancellationToken ct)
    {
        switch (plan.Choose(key))
        {
            case RoleChoice.Take take:
                await store.KeepAsync(plan.Guild, key.Key, take.Role, ct);
                plan.Actions[key.Key] = take.Action;
                Log.Provided(logger, take.Action, take.Role, key.Name, plan.Guild);
                return null;
            case RoleChoice.Leave leave:
                plan.Problems[key.Key] = leave.Why;
                return null;
            default:
                return await MakeAsync(plan, key, ct);
        }
    }

    private async Task<string?> MakeAsync(RoleProvisioningPlan plan, PolicyKey key, CancellationToken ct)
    {
        if (await store.IntendAsync(plan.Guild, key.Key, plan.Highest, ct) is { } wait)
        {
            plan.Problems[key.Key] = $"A role for {key.Name} was about to be made less than a minute ago, and it is not there yet: ask again in {Math.Ceiling(wait.TotalSeconds):0} s.";
            return null;
        }

        // Whoever gave up waiting must not leave it open whether there is a role now.
        var answer = await discord.ForInteractions().CreateRoleAsync(
            plan.Guild, RoleAppearance.Of(key), $"rolesync: the role for {key.Name}, asked for by {plan.Request.By}", RoleInventory.Patience, CancellationToken.None);
        switch (answer)
        {
            case DiscordAnswer<Role>.Ok { Value: var role }:
                await store.KeepAsync(plan.Guild, key.Key, role.Id, CancellationToken.None);
                plan.Actions[key.Key] = RoleAction.Made;
                plan.Highest = role.Id > plan.Highest ? role.Id : plan.Highest;
                Log.Provided(logger, RoleAction.Made, role.Id, key.Name, plan.Guild);
                ct.ThrowIfCancellationRequested();
                return null;
            case DiscordAnswer<Role>.Unavailable:
                return await FindUnconfirmedAsync(plan, key, DiscordFailure.Of(answer, $"making the role for {key.Name}").Sentence, ct);
            default:
                await store.ForgetAsync(plan.Guild, key.Key, CancellationToken.None);
                return DiscordFailure.Of(answer, $"making the role for {key.Name}").Sentence;
        }
    }

    /// <summary>There was no usable answer: the role may be there all the same.</summary>
    private async Task<string?> FindUnconfirmedAsync(RoleProvisioningPlan plan, PolicyKey key, string why, CancellationToken ct)
    {
        var read = await inspector.ReadAsync(plan.Guild, RoleInventory.Patience, isAwaited: true, ct);
        if (read is not GuildRead.Known found || RoleProvisioningPlan.MadeSince(found, key, plan.Highest) is not { } role)
        {
            return $"{why} Whether there is a role for {key.Name} now is seen when roles are asked for again.";
        }

        await store.KeepAsync(plan.Guild, key.Key, role.Id, ct);
        plan.Actions[key.Key] = RoleAction.Made;
        plan.Highest = role.Id;
        Log.Provided(logger, RoleAction.Made, role.Id, key.Name, plan.Guild);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Information, "{Action} role {Role} for {Name} in guild {Guild}")]
        public static partial void Provided(ILogger logger, RoleAction action, RoleId role, string name, GuildId guild);
    }
}
