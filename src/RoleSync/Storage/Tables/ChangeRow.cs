using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;
using RoleSync.Core.Records;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>changes</c>. <see cref="ChangeId"/> says what its id is made of; times are UTC milliseconds since 1970.</summary>
internal sealed class ChangeRow
{
    /// <summary>The columns in the order of the properties below, for inserts in bulk.</summary>
    public const string Columns = "id, " + OtherColumns;

    /// <summary>The columns without the id.</summary>
    public const string OtherColumns =
        "guild, member, role, kind, direction, is_tier, cause, transition, obstacle, outcome, note, planned_at, ended_at, for_absence, other_tier, for_stray";

    public long Id { get; set; }

    /// <summary>The guild of the run, kept here so that the journal of a guild or a member is one range of an index.</summary>
    public long Guild { get; set; }

    public long Member { get; set; }

    public long Role { get; set; }

    public ChangeKind Kind { get; set; }

    public Direction Direction { get; set; }

    public bool IsTier { get; set; }

    public required string Cause { get; set; }

    public required string Transition { get; set; }

    public string? Obstacle { get; set; }

    public Outcome Outcome { get; set; }

    public string? Note { get; set; }

    public long PlannedAt { get; set; }

    public long? EndedAt { get; set; }

    /// <summary>Whether it is planned because Ethos knows nobody behind the member.</summary>
    public bool ForAbsence { get; set; }

    /// <summary>Of a half of a tier switch, the tier role at its other end.</summary>
    public long? OtherTier { get; set; }

    /// <summary>Whether it is planned because the member held managed roles without the verified role.</summary>
    public bool ForStray { get; set; }

    /// <summary>A planned change as it is first stored: pending, or <paramref name="blocked"/> when something stands in its way.</summary>
    public static ChangeRow Plan(long id, long guild, Change change, DateTimeOffset plannedAt, Outcome blocked = Outcome.Refused)
    {
        var at = plannedAt.ToUnixTimeMilliseconds();
        return new ChangeRow
        {
            Id = id,
            Guild = guild,
            Member = (long)change.Member.Value,
            Role = (long)change.Role.Value,
            Kind = change.Kind,
            Direction = change.Direction,
            IsTier = change.IsTier,
            Cause = change.Cause,
            Transition = change.Transition,
            Obstacle = change.Obstacle,
            Outcome = change.Obstacle is null ? Outcome.Pending : blocked,
            PlannedAt = at,
            EndedAt = change.Obstacle is null ? null : at,
            ForAbsence = change.ForAbsence,
            OtherTier = (long?)change.OtherTier?.Value,
            ForStray = change.ForStray,
        };
    }

    public StoredChange ToStored() => new(
        Id,
        ChangeId.RunOf(Id),
        ChangeId.IndexOf(Id),
        new Change(new MemberId((ulong)Member), new RoleId((ulong)Role), Kind, Direction, IsTier, Cause, Transition, Obstacle)
        {
            ForAbsence = ForAbsence,
            ForStray = ForStray,
            OtherTier = OtherTier is { } other ? new RoleId((ulong)other) : null,
        },
        Outcome,
        Note ?? Obstacle,
        DateTimeOffset.FromUnixTimeMilliseconds(PlannedAt),
        EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null);
}
