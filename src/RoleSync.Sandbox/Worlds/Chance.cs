using System.Numerics;

namespace RoleSync.Sandbox.Worlds;

/// <summary>Chance as a function: the same seed, topic and number always give the same draw, in any order and on any thread.</summary>
internal readonly struct Chance(ulong seed)
{
    /// <summary>A chance of its own for one topic, independent of all others.</summary>
    public Chance For(ulong topic) => new(Mix(seed ^ Mix(topic + 0x9E3779B97F4A7C15)));

    public ulong Draw(ulong number) => Mix(seed + ((number + 1) * 0x9E3779B97F4A7C15));

    /// <summary>A number from 0 (inclusive) to <paramref name="bound"/> (exclusive).</summary>
    public int Below(ulong number, int bound) => (int)BigMul(Draw(number), (ulong)bound);

    /// <summary>A number from 0 (inclusive) to 1 (exclusive).</summary>
    public double Share(ulong number) => (Draw(number) >> 11) * (1.0 / (1UL << 53));

    private static ulong BigMul(ulong draw, ulong bound) => Math.BigMul(draw, bound, out _);

    // SplitMix64's finaliser: enough to make neighbours look unrelated.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>
/// A seeded permutation of 0..size-1 that keeps nothing in memory (a four-round Feistel network, walked until it lands inside). "The first
/// n of the shuffled" is an exact and yet random share of a million members.
/// </summary>
internal readonly struct Shuffle
{
    private readonly Chance _chance;
    private readonly ulong _size;
    private readonly int _halfBits;

    public Shuffle(Chance chance, int size)
    {
        _chance = chance;
        _size = (ulong)size;
        _halfBits = Math.Max(1, (BitOperations.Log2((ulong)Math.Max(size, 1)) + 2) / 2);
    }

    public int PlaceOf(int number)
    {
        var place = (ulong)number;
        do
        {
            place = Round(place);
        }
        while (place >= _size);
        return (int)place;
    }

    private ulong Round(ulong value)
    {
        var mask = (1UL << _halfBits) - 1;
        var (left, right) = (value >> _halfBits, value & mask);
        for (ulong round = 0; round < 4; round++)
        {
            (left, right) = (right, left ^ (_chance.Draw((round << 40) | right) & mask));
        }
        return (left << _halfBits) | right;
    }
}
