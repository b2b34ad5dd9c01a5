using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos.Standings;

/// <summary>The standings that one answer of Ethos gives.</summary>
/// <param name="Standings">One of each asked member.</param>
/// <param name="Damaged">Items of the answer, from 0, that could not be read or that belong to nobody who was asked for.</param>
internal sealed record StandingsPage(IReadOnlyDictionary<MemberId, Standing> Standings, int Damaged);
