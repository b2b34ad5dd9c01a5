using RoleSync.Core.Guilds;

namespace RoleSync.Provisioning;

/// <summary>The roles of a guild, one for each tier, badge and status.</summary>
/// <param name="Guild">The guild.</param>
/// <param name="GuildName">Its name.</param>
/// <param name="Roles">Status and badges, then the tiers from the highest to the lowest.</param>
/// <param name="Problem">What is in the way of all of them, or why not all was done that was asked for; null for nothing.</param>
/// <param name="HoldersNote">Why the holders are not known; null where they are.</param>
internal sealed record RoleReport(GuildId Guild, string GuildName, IReadOnlyList<RoleState> Roles, string? Problem, string? HoldersNote)
{
    /// <summary>Whether a person should look at something.</summary>
    public bool HasProblems => Problem is not null || Roles.Any(role => role.Problem is not null);
}

/// <summary>The answer to a question about a guild's roles.</summary>
internal abstract record RolesAnswer
{
    private RolesAnswer()
    {
    }

    /// <summary>The roles as they are now.</summary>
    public sealed record Known(RoleReport Report) : RolesAnswer;

    /// <summary>The guild is not configured: a sentence.</summary>
    public sealed record NotConfigured(string Why) : RolesAnswer;

    /// <summary>Somebody else makes roles in the guild at this moment: a sentence.</summary>
    public sealed record Busy(string Why) : RolesAnswer;

    /// <summary>Discord did not let the guild be read, or gave no answer: a sentence.</summary>
    public sealed record Unknown(string Why) : RolesAnswer;
}
