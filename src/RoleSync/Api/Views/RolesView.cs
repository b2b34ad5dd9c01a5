using RoleSync.Provisioning;

namespace RoleSync.Api.Views;

/// <summary>The roles of a guild. Ids of Discord are text.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="GuildName">Its name.</param>
/// <param name="Problem">What is in the way of all of them, or why not all was done; null for nothing.</param>
/// <param name="HoldersNote">Why holders are not known; null where they are.</param>
/// <param name="Roles">Status and badges, then the tiers from the highest to the lowest.</param>
internal sealed record RolesView(string GuildId, string GuildName, string? Problem, string? HoldersNote, IReadOnlyList<RoleStateView> Roles)
{
    public static RolesView Of(RoleReport report) => new(
        report.Guild.ToString(), report.GuildName, report.Problem, report.HoldersNote, [.. report.Roles.Select(RoleStateView.Of)]);
}

/// <summary>A tier, a badge or a status and its role.</summary>
/// <param name="Key">The variable that names it, without ETHOS_.</param>
/// <param name="Name">What it stands for.</param>
/// <param name="RoleId">The role; null where it has none.</param>
/// <param name="Source">none, configured or stored.</param>
/// <param name="Position">The role's place in the guild; null where the guild has no such role.</param>
/// <param name="Holders">How many members have it; null where that is not known.</param>
/// <param name="Problem">What is wrong and what to do; null for nothing.</param>
/// <param name="Done">none, made or adopted: what this call did.</param>
internal sealed record RoleStateView(string Key, string Name, string? RoleId, string Source, int? Position, int? Holders, string? Problem, string Done)
{
    public static RoleStateView Of(RoleState state) => new(
        state.Key.Key, state.Key.Name, state.Role?.ToString(), JsonNames.Name(state.Source), state.Position, state.Holders, state.Problem, JsonNames.Name(state.Done));
}
