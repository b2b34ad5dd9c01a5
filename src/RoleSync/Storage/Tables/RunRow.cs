using System.Globalization;
using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>runs</c>: ids as they are, times in UTC milliseconds since 1970. The names mean what they mean in <see cref="Run"/>.</summary>
internal sealed class RunRow
{
    public long Id { get; set; }

    public long Guild { get; set; }

    public RunKind Kind { get; set; }

    public RunTrigger Trigger { get; set; }

    public RunPhase Phase { get; set; }

    public int StartIndex { get; set; }

    public int ChunkSize { get; set; }

    public bool ContinuesByItself { get; set; }

    public bool StopRequested { get; set; }

    /// <summary>True from the hold on until a person approves: such a run cannot be resumed, however it ended.</summary>
    public bool AwaitsApproval { get; set; }

    public int Epoch { get; set; }

    public long? ListedUpTo { get; set; }

    public int Listed { get; set; }

    public int? ApproximateMembers { get; set; }

    public int Total { get; set; }

    public int NextIndex { get; set; }

    public int? ChunkEnd { get; set; }

    public int Chunks { get; set; }

    public int Planned { get; set; }

    public int Applied { get; set; }

    public int Failed { get; set; }

    public int Refused { get; set; }

    public int Skipped { get; set; }

    public int Unknown { get; set; }

    /// <summary>Members in scope whom Ethos knows.</summary>
    public int Known { get; set; }

    /// <summary>Members listed with managed roles and without the verified role.</summary>
    public int Strays { get; set; }

    /// <summary>Members in scope about whom Ethos is not asked.</summary>
    public int Unasked { get; set; }

    /// <summary>Members in scope without any managed role.</summary>
    public int WithoutRoles { get; set; }

    public int Losing { get; set; }

    /// <summary>Members in scope who are absent, and keep their roles until another look agrees.</summary>
    public int Awaiting { get; set; }

    /// <summary>While planning: how many members in scope hold each tier role, as a JSON object from role id to count.</summary>
    public string? Holders { get; set; }

    /// <summary>The fingerprint of the policy that planned; empty where pages were planned by several.</summary>
    public string? PlannedBy { get; set; }

    public long CreatedAt { get; set; }

    public long? PlannedAt { get; set; }

    public long? EndedAt { get; set; }

    public long? ResumesAt { get; set; }

    /// <summary>What a person should know of the plan; stays with the run.</summary>
    public string? Note { get; set; }

    /// <summary>Why the run stands still or ended; goes when the run goes on.</summary>
    public string? Error { get; set; }

    /// <summary>When a firing last stored something of the run.</summary>
    public long? MovedAt { get; set; }

    /// <summary>Faults of firings that no outage explains: the third ends the run.</summary>
    public int Faults { get; set; }

    /// <summary>Faults in a row that may pass by themselves.</summary>
    public int FaultsInARow { get; set; }

    /// <summary>How far the run was at the last of them: it begins a new row once the run has moved.</summary>
    public long FaultMark { get; set; }

    /// <summary>Whether a real run with the plan of this dry run would be held.</summary>
    public bool WouldBeHeld { get; set; }

    /// <summary>Whether deleting its changes has begun: what is left of them is no history any more.</summary>
    public bool IsPruned { get; set; }

    public string? DecidedBy { get; set; }

    public long? OfRun { get; set; }

    /// <summary>The run in line that this one ends for.</summary>
    public long? GivesWayTo { get; set; }

    /// <summary>What was planned before that is looked at again, however young it is.</summary>
    public long? LooksAgainBefore { get; set; }

    public Run ToRun() => new()
    {
        Id = new RunId(Id),
        Guild = new GuildId((ulong)Guild),
        Kind = Kind,
        Trigger = Trigger,
        Phase = Phase,
        StartIndex = StartIndex,
        ChunkSize = ChunkSize,
        ContinuesByItself = ContinuesByItself,
        StopRequested = StopRequested,
        Epoch = Epoch,
        ListedUpTo = ListedUpTo is { } member ? new MemberId((ulong)member) : null,
        Listed = Listed,
        ApproximateMembers = ApproximateMembers,
        Total = Total,
        NextIndex = NextIndex,
        ChunkEnd = ChunkEnd,
        Chunks = Chunks,
        Planned = Planned,
        Applied = Applied,
        Failed = Failed,
        Refused = Refused,
        Skipped = Skipped,
        Unknown = Unknown,
        Known = Known,
        Strays = Strays,
        Unasked = Unasked,
        WithoutRoles = WithoutRoles,
        Losing = Losing,
        Awaiting = Awaiting,
        PlannedBy = PlannedBy,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        PlannedAt = Time(PlannedAt),
        EndedAt = Time(EndedAt),
        ResumesAt = Time(ResumesAt),
        MovedAt = Time(MovedAt),
        Error = Note is null || Error is null ? Note ?? Error : $"{Note} {Error}",
        WouldBeHeld = WouldBeHeld,
        IsPruned = IsPruned,
        GivesWayTo = GivesWayTo is { } next ? new RunId(next) : null,
        LooksAgainBefore = Time(LooksAgainBefore),
        DecidedBy = DecidedBy,
        Of = OfRun is { } of ? new RunId(of) : null,
    };

    /// <summary>What is stored in <see cref="Holders"/>.</summary>
    public static string Json(IReadOnlyDictionary<RoleId, int> holders) =>
        JsonSerializer.Serialize(holders.ToDictionary(role => role.Key.Value.ToString(CultureInfo.InvariantCulture), role => role.Value));

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
