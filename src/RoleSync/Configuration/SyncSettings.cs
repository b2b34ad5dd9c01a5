using RoleSync.Work;

namespace RoleSync.Configuration;

/// <summary>The settings of runs.</summary>
internal static class SyncSettings
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _shortestEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);

    /// <summary>Reads how runs are cut, paced, guarded and scheduled.</summary>
    public static void Read(SettingReader from, SyncOptions to)
    {
        to.AutoContinueChunks = from.Read("AUTO_CONTINUE_CHUNKS", "Sync:AutoContinueChunks", Formats.Switch, to.AutoContinueChunks);
        to.DailySyncEnabled = !from.Read("DISABLE_DAILY_SYNC", "Sync:DisableDailySync", Formats.Switch, !to.DailySyncEnabled);
        to.Cron = from.Read("SYNC_CRON", "Sync:Cron", Formats.Cron, to.Cron);
        to.Every = from.ReadOptional("SYNC_EVERY", "Sync:Every", Formats.Duration(_shortestEvery, _day)) ?? to.Every;
        to.BatchSize = from.Read("SYNC_BATCH_SIZE", "Sync:BatchSize", Formats.Number(1, 100_000), to.BatchSize);
        to.ChunkSize = from.Read("SYNC_CHUNK_SIZE", "Sync:ChunkSize", Formats.Number(1, 100_000), to.ChunkSize);
        to.MaxExecutionTime = from.Read(
            "SYNC_MAX_EXECUTION_TIME", "Sync:MaxExecutionTime", Formats.Duration(_second, _day), to.MaxExecutionTime);
        to.MaxRemovals = from.Read("SYNC_MAX_REMOVALS", "Sync:MaxRemovals", Formats.Share, to.MaxRemovals);
        to.MaxUnknown = from.Read("SYNC_MAX_UNKNOWN", "Sync:MaxUnknown", Formats.Share, to.MaxUnknown);
        to.ConfirmAbsent = from.Read("SYNC_CONFIRM_ABSENT", "Sync:ConfirmAbsent", Formats.Number(1, 10), to.ConfirmAbsent);
        to.ConfirmAfter = from.Read("SYNC_CONFIRM_AFTER", "Sync:ConfirmAfter", Formats.Duration(TimeSpan.Zero, _day), to.ConfirmAfter);
        to.Writes = from.Read("SYNC_WRITES", "Sync:Writes", Formats.OneOf<WriteMode>(), to.Writes);
        to.Drift = from.Read("SYNC_DRIFT", "Sync:Drift", Formats.OneOf<Drift>(), to.Drift);
        to.HistoryDays = from.Read("SYNC_HISTORY_DAYS", "Sync:HistoryDays", Formats.Number(1, 36_500), to.HistoryDays);
        to.PlanFreshness = from.Read(null, "Sync:PlanFreshness", Formats.Duration(_second, _day), to.PlanFreshness);
        to.VerifyInterval = from.Read(null, "Sync:VerifyInterval", Formats.Duration(_second, _day), to.VerifyInterval);
        ReadPacing(from, to);
    }

    private static void ReadPacing(SettingReader from, SyncOptions to)
    {
        to.Pacing = from.Read("SYNC_PACING", "Sync:Pacing", Formats.OneOf<Pacing>(), to.Pacing);
        to.DelayBetweenUsers = Delay("SYNC_DELAY_BETWEEN_USERS", "Sync:DelayBetweenUsers", 2_000);
        to.DelayBetweenBatches = Delay("SYNC_DELAY_BETWEEN_BATCHES", "Sync:DelayBetweenBatches", 5_000);
        to.DelayBetweenRoleOps = Delay("SYNC_DELAY_BETWEEN_ROLE_OPS", "Sync:DelayBetweenRoleOps", 500);

        TimeSpan Delay(string name, string key, int whenFixed) => from.Read(
            name, key, Formats.Milliseconds, to.Pacing is Pacing.Fixed ? TimeSpan.FromMilliseconds(whenFixed) : TimeSpan.Zero);
    }
}
