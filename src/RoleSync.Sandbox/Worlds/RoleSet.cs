using System.Numerics;

namespace RoleSync.Sandbox.Worlds;

/// <summary>A set of role slots (0 to 255; a guild has at most 250 roles, https://docs.discord.com/developers/topics/opcodes-and-status-codes).</summary>
internal readonly record struct RoleSet(ulong A, ulong B, ulong C, ulong D)
{
    public bool IsEmpty => (A | B | C | D) == 0;

    public int Count => BitOperations.PopCount(A) + BitOperations.PopCount(B) + BitOperations.PopCount(C) + BitOperations.PopCount(D);

    public bool Contains(int slot) => (Word(slot >> 6) & (1UL << (slot & 63))) != 0;

    public RoleSet With(int slot) => this | Of(slot);

    public RoleSet Without(int slot) => this & ~Of(slot);

    public ulong Word(int plane) => plane switch { 0 => A, 1 => B, 2 => C, _ => D };

    public static RoleSet Of(int slot)
    {
        var bit = 1UL << (slot & 63);
        return (slot >> 6) switch { 0 => new(bit, 0, 0, 0), 1 => new(0, bit, 0, 0), 2 => new(0, 0, bit, 0), _ => new(0, 0, 0, bit) };
    }

    public static RoleSet operator |(RoleSet x, RoleSet y) => new(x.A | y.A, x.B | y.B, x.C | y.C, x.D | y.D);

    public static RoleSet operator &(RoleSet x, RoleSet y) => new(x.A & y.A, x.B & y.B, x.C & y.C, x.D & y.D);

    public static RoleSet operator ^(RoleSet x, RoleSet y) => new(x.A ^ y.A, x.B ^ y.B, x.C ^ y.C, x.D ^ y.D);

    public static RoleSet operator ~(RoleSet x) => new(~x.A, ~x.B, ~x.C, ~x.D);

    /// <summary>The n-th slot of the set, counted from the lowest.</summary>
    public int Nth(int n)
    {
        foreach (var slot in this)
        {
            if (n-- == 0)
            {
                return slot;
            }
        }
        throw new ArgumentOutOfRangeException(nameof(n), "The set has fewer slots.");
    }

    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator(RoleSet set)
    {
        private int _plane;
        private ulong _rest = set.A;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            while (_rest == 0)
            {
                if (++_plane > 3)
                {
                    return false;
                }
                _rest = set.Word(_plane);
            }
            Current = (_plane << 6) + BitOperations.TrailingZeroCount(_rest);
            _rest &= _rest - 1;
            return true;
        }
    }
}
