using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Policies;
using RoleSync.Work;

namespace RoleSync.Planning;

/// <summary>What a plan would be made by if somebody's settings were in force.</summary>
/// <param name="Policy">Roles, tiers, scope, and what becomes of strays; completed by the roles that are stored.</param>
/// <param name="Sync">The guard, and everything else of runs.</param>
internal sealed record PlanProposal(PolicyDraft Policy, SyncOptions Sync);

/// <summary>Reads settings that are not in force over those that are, by the same rules and with the same sentences as at a start.</summary>
/// <param name="guild">The guild that they are for.</param>
/// <param name="settings">An object with the keys of appsettings.json.</param>
internal delegate Checked<PlanProposal> ReadProposal(GuildId guild, JsonElement settings);
