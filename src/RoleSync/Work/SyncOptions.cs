using RoleSync.Core.Planning;

namespace RoleSync.Work;

/// <summary>How runs are cut, paced, guarded and scheduled.</summary>
internal sealed class SyncOptions
{
    /// <summary>Whether the chunks of a run that was started over HTTP follow each other by themselves.</summary>
    public bool AutoContinueChunks { get; set; }

    /// <summary>Whether each guild has a run a day, at <see cref="Cron"/>.</summary>
    public bool DailySyncEnabled { get; set; } = true;

    /// <summary>When the daily run starts: a UNIX cron expression of five fields, in UTC.</summary>
    public string Cron { get; set; } = "0 2 * * *";

    /// <summary>So long after the last run of a guild has ended the next pass over it begins, at least 10 s; null for no passes.</summary>
    public TimeSpan? Every { get; set; }

    /// <summary>Members between two checkpoints inside a chunk, from 1 to 100,000.</summary>
    public int BatchSize { get; set; } = 10;

    /// <summary>Members of a chunk, from 1 to 100,000.</summary>
    public int ChunkSize { get; set; } = 50;

    /// <summary>How long a firing works before it stores its cursor and ends.</summary>
    public TimeSpan MaxExecutionTime { get; set; } = TimeSpan.FromMinutes(12);

    /// <summary>What decides how fast a run writes. The delays below hold already what follows from it.</summary>
    public Pacing Pacing { get; set; } = Pacing.Adaptive;

    /// <summary>Waited after each member that was written to.</summary>
    public TimeSpan DelayBetweenUsers { get; set; } = TimeSpan.Zero;

    /// <summary>Waited after each batch in which something was written.</summary>
    public TimeSpan DelayBetweenBatches { get; set; } = TimeSpan.Zero;

    /// <summary>Waited between two role operations of one member.</summary>
    public TimeSpan DelayBetweenRoleOps { get; set; } = TimeSpan.Zero;

    /// <summary>The share of the members in scope, from 0 to 1, that may lose roles before a run is held; 1 switches the guard off.</summary>
    public double MaxRemovals { get; set; } = 0.2;

    /// <summary>The share of Unknown standings, from 0 to 1, above which a run plans neither demotions nor removals.</summary>
    public double MaxUnknown { get; set; } = 0.1;

    /// <summary>How many looks must agree before an Absent member loses a role, from 1 to 10.</summary>
    public int ConfirmAbsent { get; set; } = 2;

    /// <summary>How far apart these looks must be; those in between do not count.</summary>
    public TimeSpan ConfirmAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The two together.</summary>
    public Confirmation Confirmation => new(ConfirmAbsent, ConfirmAfter);

    /// <summary>How role changes are sent.</summary>
    public WriteMode Writes { get; set; } = WriteMode.Atomic;

    /// <summary>What is done about hand edits of managed roles.</summary>
    public Drift Drift { get; set; } = Drift.Repair;

    /// <summary>The age above which a planned change is looked up anew before it is sent.</summary>
    public TimeSpan PlanFreshness { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How many days runs and their changes are kept after they ended, from 1 to 36,500.</summary>
    public int HistoryDays { get; set; } = 400;

    /// <summary>How long a member waits between two verifications.</summary>
    public TimeSpan VerifyInterval { get; set; } = TimeSpan.FromSeconds(30);
}
