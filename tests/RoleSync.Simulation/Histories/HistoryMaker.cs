using System.Globalization;
using RoleSync.Sandbox.Worlds;
using RoleSync.Simulation.Kernel;

namespace RoleSync.Simulation.Histories;

/// <summary>Makes the history of a seed: guilds, settings, and what happens.</summary>
internal static class HistoryMaker
{
    /// <summary>The history of that seed.</summary>
    public static History Make(ulong seed)
    {
        var random = new SeededRandom(seed);
        var isBig = random.Is(0.04);
        var isPair = random.Is(0.2);
        var length = random.Span(TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(40));
        GuildPlan[] guilds = [.. Enumerable.Range(0, random.Of(1, 1, 1, 2, 2, 3, 4)).Select(_ => Guild(random, isBig))];
        return new History
        {
            Seed = seed,
            Guilds = guilds,
            IsPair = isPair,
            Length = length,
            SlowestLatency = random.Of(TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(900)),
            Settings = Settings(random, isBig),
            Events = EventMaker.Make(random.Stream(7), guilds.Length, isPair, length),
        };
    }

    /// <summary>A history in which little happens for days: many small guilds, scheduled runs, a change of scores now and then.</summary>
    public static History Quiet(ulong seed, int days)
    {
        var random = new SeededRandom(seed);
        var (guilds, length) = (random.Between(20, 40), TimeSpan.FromDays(days));
        return new History
        {
            Seed = seed,
            Guilds = [.. Enumerable.Range(0, guilds).Select(_ => new GuildPlan { Members = random.Between(3, 12), Wrong = random.Of(0.0, 0.4) })],
            Length = length,
            CountsCollections = true,
            Settings = new Dictionary<string, string> { ["SYNC_CRON"] = random.Of("0 */6 * * *", "30 3 * * *"), ["AUTO_CONTINUE_CHUNKS"] = "true", ["SYNC_CONFIRM_AFTER"] = "00:01:00" },
            Events = [.. Enumerable.Range(0, 20 * days).Select(_ => Change(random, length, guilds)).OrderBy(change => change.At)],
        };
    }

    private static HistoryEvent Change(SeededRandom random, TimeSpan length, int guilds)
    {
        var (at, guild, member) = (TimeSpan.FromSeconds(Math.Round(random.Share() * length.TotalSeconds)), random.Between(0, guilds - 1), random.Share());
        return random.Between(0, 3) switch
        {
            0 => new Verifies(at, guild, member),
            1 => new Joins(at, guild, random.Between(1, 1_000_000), true, random.Between(0, 2800)),
            2 => new Leaves(at, guild, member, null),
            _ => new ScoreChanges(at, guild, member, random.Between(0, 2800)),
        };
    }

    private static GuildPlan Guild(SeededRandom random, bool isBig) => new()
    {
        Members = isBig ? (int)random.Span(TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(3000)).TotalMilliseconds : random.Of(1, 2, 5, 12, 25, 40, 60),
        Bots = random.Of(0, 0, 1, 3),
        Verified = random.Of(1.0, 0.9, 0.5),
        Wrong = isBig ? random.Of(0.0, 0.02, 0.1) : random.Of(0.0, 0.1, 0.4, 1.0),
        Kind = random.Of(WrongKinds.Mixed, WrongKinds.TierSwitch, WrongKinds.SingleRole),
        Absent = random.Of(0.0, 0.05, 0.3),
        NoInteraction = random.Of(0.0, 0.1),
    };

    private static Dictionary<string, string> Settings(SeededRandom random, bool isBig)
    {
        var settings = new Dictionary<string, string>
        {
            ["AUTO_CONTINUE_CHUNKS"] = random.Is(0.6) ? "true" : "false",
            ["SYNC_CHUNK_SIZE"] = (isBig ? random.Of(50, 500, 5000) : random.Of(1, 3, 10, 50)).ToString(CultureInfo.InvariantCulture),
            ["SYNC_BATCH_SIZE"] = random.Of(1, 4, 10, 600).ToString(CultureInfo.InvariantCulture),
            ["SYNC_WRITES"] = random.Of("atomic", "fast"),
            ["SYNC_MAX_EXECUTION_TIME"] = random.Of("00:12:00", "00:12:00", "00:00:30", "00:02:00"),
        };
        Add(0.3, "SYNC_MAX_REMOVALS", "100%");
        Add(0.4, "SYNC_CONFIRM_ABSENT", "1");
        Add(0.8, "SYNC_CONFIRM_AFTER", "00:01:00");
        Add(0.1, "SYNC_PACING", "fixed");
        Add(0.2, "DISABLE_DAILY_SYNC", "true");
        Add(0.3, "SYNC_CRON", random.Of("*/20 * * * *", "*/10 * * * *", "5 12 * * *"));
        return settings;

        void Add(double share, string name, string value)
        {
            if (random.Is(share))
            {
                settings[name] = value;
            }
        }
    }
}
