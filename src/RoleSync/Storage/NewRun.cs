using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <summary>What a run is asked to do.</summary>
internal sealed record NewRun(GuildId Guild, RunKind Kind, RunTrigger Trigger, int StartIndex, int ChunkSize, bool ContinuesByItself);
