using RoleSync.Sandbox.Worlds;

namespace RoleSync.Simulation.Histories;

/// <summary>A guild as it is when a history begins.</summary>
internal sealed record GuildPlan
{
    public int Members { get; init; } = 20;

    public int Bots { get; init; }

    public double Verified { get; init; } = 0.9;

    public double Wrong { get; init; } = 0.3;

    public WrongKinds Kind { get; init; }

    public double Absent { get; init; } = 0.05;

    public double NoInteraction { get; init; } = 0.05;
}

/// <summary>
/// Everything that one seed decides, as data: the same history is played the same way, and what is taken out of it changes nothing of the rest.
/// </summary>
internal sealed record History
{
    /// <summary>Of latencies, of the sandbox's people, and of the order of what is due at the same moment.</summary>
    public required ulong Seed { get; init; }

    public required IReadOnlyList<GuildPlan> Guilds { get; init; }

    /// <summary>Settings of the service beside those that the world dictates.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether two processes serve one database.</summary>
    public bool IsPair { get; init; }

    /// <summary>How long the events go on; then faults cease, and the guild has two runs to become right.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether what the service holds in memory is counted half-way and at the end.</summary>
    public bool CountsCollections { get; init; }

    /// <summary>Of one way through the network.</summary>
    public TimeSpan SlowestLatency { get; init; } = TimeSpan.FromMilliseconds(200);

    public IReadOnlyList<HistoryEvent> Events { get; init; } = [];
}
