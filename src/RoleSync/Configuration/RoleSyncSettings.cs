using Microsoft.Extensions.Configuration;
using RoleSync.Api.Requests;
using RoleSync.Diagnosis;
using RoleSync.Discord.Options;
using RoleSync.Ethos.Http;
using RoleSync.Interactions;
using RoleSync.Notifying;
using RoleSync.Policies;
using RoleSync.Storage;
using RoleSync.Telemetry;
using RoleSync.Work;

namespace RoleSync.Configuration;

/// <summary>
/// Everything that is configured, read once, and everything that is wrong with it. Each room gets its part; where there are problems that only a
/// person can mend, it gets none (see <see cref="RoleSyncConfiguration"/>).
/// </summary>
internal sealed class RoleSyncSettings
{
    private RoleSyncSettings()
    {
    }

    /// <summary>How to reach Discord.</summary>
    public DiscordOptions Discord { get; } = new();

    /// <summary>What slash commands need.</summary>
    public CommandOptions Commands { get; } = new();

    /// <summary>How to reach Ethos.</summary>
    public EthosOptions Ethos { get; } = new();

    /// <summary>Where runs are kept.</summary>
    public StorageOptions Storage { get; } = new();

    /// <summary>How runs are cut, paced, guarded and scheduled.</summary>
    public SyncOptions Sync { get; } = new();

    /// <summary>When the doctor comes unasked.</summary>
    public DoctorOptions Diagnosis { get; } = new();

    /// <summary>Where runs are told of.</summary>
    public DigestOptions Digests { get; } = new();

    /// <summary>Where the service listens, and whom it lets in.</summary>
    public ApiOptions Api { get; } = new();

    /// <summary>Whether a collector is told of the work.</summary>
    public TelemetryOptions Telemetry { get; } = new();

    /// <summary>Whether a fault is shown with where it arose: only where the log shows as much.</summary>
    public required bool ShowsDebug { get; init; }

    /// <summary>The guilds and their policies.</summary>
    public required GuildPolicies Guilds { get; init; }

    /// <summary>All problems, each a sentence that names the variable and says what to do; none holds a secret.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Those of <see cref="Problems"/> that are none where the store knows the role which puts members in scope.</summary>
    public required IReadOnlyList<string> UnlessStored { get; init; }

    /// <summary>What somebody has set that is no setting, a sentence each; the service starts all the same.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    /// <summary>Whether there is a problem that only a person can mend.</summary>
    public bool AreUnusable => Problems.Count > UnlessStored.Count;

    /// <summary>Reads the flat variables and the <c>RoleSync:</c> keys; never throws.</summary>
    public static RoleSyncSettings Read(IConfiguration configuration)
    {
        var from = new SettingReader(configuration);
        var settings = ReadParts(from);
        settings.Notes = UnknownSettings.Read(from);
        return settings;
    }

    /// <summary>What is set that is no setting, a sentence each.</summary>
    public static IReadOnlyList<string> UnknownIn(IConfiguration configuration)
    {
        var from = new SettingReader(configuration);
        ReadParts(from);
        var before = from.Problems.Count;
        return [.. UnknownSettings.Read(from), .. from.Problems.Skip(before)];
    }

    private static RoleSyncSettings ReadParts(SettingReader from)
    {
        var settings = new RoleSyncSettings { Guilds = GuildSettings.Read(from), ShowsDebug = ForeignSettings.ShowsDebug(from), Problems = from.Problems, UnlessStored = from.UnlessStored };
        DiscordSettings.Read(from, settings.Discord);
        DiscordSettings.Read(from, settings.Commands);
        EthosSettings.Read(from, settings.Ethos);
        StorageSettings.Read(from, settings.Storage);
        SyncSettings.Read(from, settings.Sync);
        DoctorSettings.Read(from, settings.Diagnosis);
        DigestSettings.Read(from, settings.Digests);
        ApiSettings.Read(from, settings.Api);
        ForeignSettings.Read(from, settings.Telemetry);
        return settings;
    }
}
