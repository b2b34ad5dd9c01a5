using RoleSync.Core.Guilds;

namespace RoleSync.Core.Runs;

/// <summary>One synchronisation of one guild, as stored: the durable truth of where it stands.</summary>
public sealed record Run
{
    /// <summary>The run's number.</summary>
    public required RunId Id { get; init; }

    /// <summary>The guild it is about.</summary>
    public required GuildId Guild { get; init; }

    /// <summary>What it is for.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>Who asked for it.</summary>
    public required RunTrigger Trigger { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunPhase Phase { get; init; }

    /// <summary>The index, from 0, of the first member it was asked to do.</summary>
    public required int StartIndex { get; init; }

    /// <summary>Members per chunk, 1 to 100,000.</summary>
    public required int ChunkSize { get; init; }

    /// <summary>True when chunks follow each other without another trigger.</summary>
    public required bool ContinuesByItself { get; init; }

    /// <summary>True from the moment somebody asked it to stop.</summary>
    public bool StopRequested { get; init; }

    /// <summary>Counts the firings that have worked on the run; only the newest may write.</summary>
    public int Epoch { get; init; }

    /// <summary>While planning: the highest member id that was listed; null before the first page.</summary>
    public MemberId? ListedUpTo { get; init; }

    /// <summary>Members of the guild that were listed so far, in scope or not.</summary>
    public int Listed { get; init; }

    /// <summary>About how many members the guild has, for the progress of planning; null when unknown.</summary>
    public int? ApproximateMembers { get; init; }

    /// <summary>Members in scope: grows while planning, fixed afterwards.</summary>
    public int Total { get; init; }

    /// <summary>Index of the next member to do; every member before it is done.</summary>
    public int NextIndex { get; init; }

    /// <summary>Where the chunk under way ends (an index, exclusive); null between chunks.</summary>
    public int? ChunkEnd { get; init; }

    /// <summary>Chunks begun so far.</summary>
    public int Chunks { get; init; }

    /// <summary>Changes that can be sent, as planned.</summary>
    public int Planned { get; init; }

    /// <summary>Changes that Discord confirmed.</summary>
    public int Applied { get; init; }

    /// <summary>Changes that failed after every retry.</summary>
    public int Failed { get; init; }

    /// <summary>Changes that Discord does not allow, or that could not be sent for a lasting reason.</summary>
    public int Refused { get; init; }

    /// <summary>Changes that were not sent because they no longer hold, the member left, the source was unhealthy, or somebody else changed the member's roles.</summary>
    public int Skipped { get; init; }

    /// <summary>Members whose standing was Unknown.</summary>
    public int Unknown { get; init; }

    /// <summary>Members whom Ethos knows.</summary>
    public int Known { get; init; }

    /// <summary>Members who held managed roles without the verified role when they were listed.</summary>
    public int Strays { get; init; }

    /// <summary>Of the members in scope, those about whom Ethos was not asked: strays whose roles are taken.</summary>
    public int Unasked { get; init; }

    /// <summary>Of the members in scope, those who hold no managed role and so have nothing to lose.</summary>
    public int WithoutRoles { get; init; }

    /// <summary>Members about whom Ethos was asked.</summary>
    public int Asked => Total - Unasked;

    /// <summary>Members in scope who hold a managed role: of these shares are taken where a plan is judged, whoever else is looked at.</summary>
    public int Holding => Total - WithoutRoles;

    /// <summary>Members from whom the plan takes a role or a tier.</summary>
    public int Losing { get; init; }

    /// <summary>Members whom Ethos did not know in this run, and who keep their roles until another look agrees.</summary>
    public int Awaiting { get; init; }

    /// <summary>The fingerprint of the policy that its plan was made by; null where that is not one policy, or not known.</summary>
    public string? PlannedBy { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the plan was complete.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the limits let it go on; null when it can go on now.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>When something of it was last stored by whoever works on it; null before that.</summary>
    public DateTimeOffset? MovedAt { get; init; }

    /// <summary>Why it failed, is held, or did not do all: sentences for a person.</summary>
    public string? Error { get; init; }

    /// <summary>The run that an undo takes back, or the dry run whose plan is applied; null for a run that plans for itself.</summary>
    public RunId? Of { get; init; }

    /// <summary>The run of a person that it ends for, or has ended for; null for a run that gives way to none.</summary>
    public RunId? GivesWayTo { get; init; }

    /// <summary>Nothing that was planned before that time is applied without another look; null where the age of a plan alone decides.</summary>
    public DateTimeOffset? LooksAgainBefore { get; init; }

    /// <summary>Who approved or rejected it, or asked for the verification that it is, and what they are known by.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>True for a dry run whose plan would be held: its <see cref="Error"/> says why.</summary>
    public bool WouldBeHeld { get; init; }

    /// <summary>Whether deleting its changes has begun, because it is older than history is kept: nothing can be read from them, or taken back, any more.</summary>
    public bool IsPruned { get; init; }

    /// <summary>Index of the last member that is done; -1 while nobody is.</summary>
    public int LastProcessedIndex => NextIndex > StartIndex ? NextIndex - 1 : -1;
}
