namespace RoleSync.Simulation.Kernel;

/// <summary>Everything random of one seed (SplitMix64). Streams of different names do not disturb each other.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private readonly ulong _seed = seed;
    private ulong _state = seed;

    /// <summary>A stream of its own.</summary>
    public SeededRandom Stream(ulong name) => new(Mix(_seed ^ Mix(name + Step)));

    /// <summary>The next 64 bits.</summary>
    public ulong Next() => Mix(_state += Step);

    /// <summary>From 0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From the first to the last, both included.</summary>
    public int Between(int first, int last) => first + (int)(Next() % (ulong)(last - first + 1));

    /// <summary>True so often.</summary>
    public bool Is(double share) => Share() < share;

    /// <summary>One of them.</summary>
    public T Of<T>(params IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    /// <summary>A span from the shortest to the longest; short ones as often as ones ten times as long.</summary>
    public TimeSpan Span(TimeSpan shortest, TimeSpan longest) =>
        TimeSpan.FromMilliseconds(Math.Round(shortest.TotalMilliseconds * Math.Pow(longest / shortest, Share())));

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
