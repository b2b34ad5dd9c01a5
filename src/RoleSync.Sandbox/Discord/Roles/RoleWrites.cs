using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Discord.Roles;

/// <summary>Writes of a member's roles, with the checks of https://docs.discord.com/developers/topics/permissions#permission-hierarchy.</summary>
internal sealed class RoleWrites(Journal journal, ulong bot)
{
    /// <summary>PUT and DELETE of one role.</summary>
    public Answer One(Call call, SandboxGuild guild, ulong user, WriteKind kind)
    {
        if (call.Body.Length > 0 && !call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        if (!TryReason(call, out var reason))
        {
            return ReasonTooLong();
        }
        if (!call.TrySnowflake(5, out var id))
        {
            return DiscordError.NoSnowflake("role_id", call.Segment(5));
        }
        if ((guild.BotPermissions & GuildRoles.ManageRoles) == 0)
        {
            return DiscordError.MissingPermissions();
        }
        if (guild.FindRole(id) is not { Kind: not RoleKind.Everyone } role)
        {
            return DiscordError.UnknownRole();
        }
        if (Refusal(guild, role) is { } refusal)
        {
            journal.Violation($"{call.Method} {call.Path} writes the role '{role.Name}', which the bot cannot assign.");
            return refusal;
        }
        Persist(call, guild, user, old => kind == WriteKind.Grant ? old.With(role.Slot) : old.Without(role.Slot), RoleSet.Of(role.Slot), kind, reason);
        return Answer.NoContent();
    }

    /// <summary>PATCH with a complete new array of roles; null: done.</summary>
    public Answer? Patch(Call call, SandboxGuild guild, ulong user)
    {
        if (!call.HasJsonContentType)
        {
            return DiscordError.NotJson();
        }
        if (!TryReason(call, out var reason))
        {
            return ReasonTooLong();
        }
        using var body = call.TryJson();
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object)
        {
            return DiscordError.BadJson();
        }
        if (body.RootElement.EnumerateObject().Any(field => field.Name != "roles"))
        {
            journal.Violation($"{call.Method} {call.Path} sends more than roles: stale fields undo the edits of others.");
            return DiscordError.MissingPermissions();
        }
        if (!body.RootElement.TryGetProperty("roles", out var roles) || roles.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        return TrySet(guild, roles, out var wanted) is { } bad ? bad : Replace(call, guild, user, wanted, reason);
    }

    private Answer? Replace(Call call, SandboxGuild guild, ulong user, RoleSet wanted, string? reason)
    {
        _ = guild.TryRolesOf(user, out var old);
        if ((guild.BotPermissions & GuildRoles.ManageRoles) == 0)
        {
            return DiscordError.MissingPermissions();
        }
        foreach (var slot in old ^ wanted)
        {
            if (guild.RoleAt(slot) is { } role && Refusal(guild, role) is { } refusal)
            {
                journal.Violation($"{call.Method} {call.Path} writes the role '{role.Name}', which the bot cannot assign.");
                return refusal;
            }
        }
        Persist(call, guild, user, _ => wanted, wanted & ~old, WriteKind.Grant, reason);
        foreach (var slot in old & ~wanted)
        {
            journal.Wrote(guild.Id, user, guild.RoleAt(slot)?.Id ?? 0, WriteKind.Revoke, call.Method, true, call.Overlaps, reason);
        }
        return null;
    }

    private static Answer? TrySet(SandboxGuild guild, JsonElement roles, out RoleSet set)
    {
        set = default;
        if (roles.ValueKind != JsonValueKind.Array || roles.GetArrayLength() > 350)
        {
            return DiscordError.InvalidForm("roles", "LIST_TYPE_CONVERT", "Only iterables of at most 350 snowflakes may be used in a ListType");
        }
        HashSet<ulong> seen = [];
        foreach (var item in roles.EnumerateArray())
        {
            if (item.ValueKind is not (JsonValueKind.String or JsonValueKind.Number) || !Call.TryParseSnowflake(item.ToString(), out var id))
            {
                return DiscordError.NoSnowflake("roles", item.ToString());
            }
            if (!seen.Add(id))
            {
                return DiscordError.InvalidForm("roles", "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
            }
            if (guild.FindRole(id) is not { } role)
            {
                return DiscordError.UnknownRole();
            }
            set = role.Kind == RoleKind.Everyone ? set : set.With(role.Slot); // @everyone is silently ignored
        }
        return null;
    }

    private void Persist(Call call, SandboxGuild guild, ulong user, Func<RoleSet, RoleSet> change, RoleSet written, WriteKind kind, string? reason)
    {
        var changed = default(RoleSet);
        guild.Update(user, old =>
        {
            changed = change(old) ^ old;
            return call.Overlaps ? old : change(old);
        }, bot, reason);
        foreach (var slot in written)
        {
            journal.Wrote(guild.Id, user, guild.RoleAt(slot)?.Id ?? 0, kind, call.Method, changed.Contains(slot), call.Overlaps, reason);
        }
    }

    private static Answer? Refusal(SandboxGuild guild, SandboxRole role) =>
        role.IsManagedByDiscord ? DiscordError.InvalidRole() : guild.BotStandsAbove(role) ? null : DiscordError.MissingPermissions();

    private bool TryReason(Call call, out string? reason)
    {
        reason = call.Header("X-Audit-Log-Reason");
        if (reason is null)
        {
            return true;
        }
        if (reason.Any(letter => letter is < ' ' or > '~'))
        {
            journal.Violation($"{call.Method} {call.Path} has an audit-log reason that is not URL-encoded.");
            return false;
        }
        reason = Uri.UnescapeDataString(reason);
        if (reason.Length > 512)
        {
            journal.Violation($"{call.Method} {call.Path} has an audit-log reason of more than 512 characters.");
            return false;
        }
        return true;
    }

    private static Answer ReasonTooLong() =>
        DiscordError.InvalidForm("X-Audit-Log-Reason", "BASE_TYPE_BAD_LENGTH", "Must be URL-encoded UTF-8 and between 1 and 512 in length.");
}
