using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;

namespace RoleSync.Diagnosis;

/// <summary>Compares a guild with the policy, as far as a person can put it right. Pure.</summary>
internal static class GuildCheck
{
    /// <summary>All findings about a guild that could be read.</summary>
    public static IEnumerable<Finding> Examine(Guild guild, Member bot, Policy policy)
    {
        var assignability = Assignability.Check(guild, bot, policy);
        yield return assignability.Fatal is { } fatal
            ? Finding.Fatal("permission", fatal)
            : Finding.Ok("permission", $"The bot may manage roles in {guild.Name}.");
        foreach (var obstacle in assignability.Obstacles.Values)
        {
            yield return Finding.Error("role", obstacle);
        }

        if (assignability.Obstacles.Count == 0)
        {
            yield return Finding.Ok("role", $"All {policy.Roles.Count} roles that are managed in {guild.Name} exist, and the bot stands above them.");
        }

        foreach (var doubled in Doubled(guild, policy))
        {
            yield return doubled;
        }

        yield return guild.RequiresTwoFactor
            ? Finding.Warning(
                "two-factor",
                $"{guild.Name} requires two-factor authentication for moderation: the Discord account that owns the bot's application must have it, or every write is refused (60003).")
            : Finding.Ok("two-factor", $"{guild.Name} does not require two-factor authentication of the bot's owner.");
    }

    private static IEnumerable<Finding> Doubled(Guild guild, Policy policy) =>
        from role in guild.Roles
        where policy.Find(role.Id) is not null
        let others = guild.Roles.Where(other => other.Id != role.Id && string.Equals(other.Name, role.Name, StringComparison.OrdinalIgnoreCase)).ToList()
        where others.Count > 0
        select Finding.Warning(
            "role name",
            $"{guild.Name} has {others.Count + 1} roles named \"{role.Name}\". {policy.Find(role.Id)!.Key} means {role.Id}; "
            + $"rename or delete the other ({string.Join(", ", others.Select(other => other.Id))}), so that people do not take one for the other.");
}
