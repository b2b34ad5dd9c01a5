namespace RoleSync.Core.Guilds;

/// <summary>A guild with its roles. See <see href="https://discord.com/developers/docs/resources/guild#guild-object">Discord's guild object</see>.</summary>
/// <param name="Id">The guild's id.</param>
/// <param name="Name">2 to 100 characters.</param>
/// <param name="Owner">The member who may do everything.</param>
/// <param name="Roles">All roles, @everyone included; at most 250.</param>
/// <param name="RequiresTwoFactor">True when moderation needs two-factor authentication of the bot's owner.</param>
/// <param name="ApproximateMembers">About how many members the guild has; null when Discord did not say.</param>
public sealed record Guild(
    GuildId Id, string Name, MemberId Owner, IReadOnlyList<Role> Roles, bool RequiresTwoFactor, int? ApproximateMembers);
