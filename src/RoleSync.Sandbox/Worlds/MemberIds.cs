namespace RoleSync.Sandbox.Worlds;

/// <summary>
/// The snowflakes of a guild's original members, as a function of their number: ascending, and of 17, 18 and 19 digits, so that a client
/// which orders ids as strings, or reads them as doubles, fails. Layout: https://docs.discord.com/developers/reference#snowflakes.
/// The ten worker bits hold the guild's number, which makes ids unique in the world.
/// </summary>
internal readonly struct MemberIds(Chance chance, int guild, int count)
{
    // Milliseconds since 2015 that give ids of 17, 18 and 19 digits; the last ends in 2026.
    private static readonly (ulong From, ulong To)[] _eras =
        [(2_384_185_792, 23_841_857_909), (23_841_857_912, 238_418_579_100), (238_418_579_102, 360_000_000_000)];

    private readonly int _seventeens = count / 10;
    private readonly int _eighteens = count / 2;

    public int Count => count;

    public ulong At(int number)
    {
        var (era, first, size) = EraOf(number);
        var width = Width(era, size);
        var draw = chance.Draw((ulong)number);
        var milliseconds = _eras[era].From + (width * (ulong)(number - first)) + ((draw >> 12) % width);
        return (milliseconds << 22) | ((ulong)guild << 12) | (draw & 0xFFF);
    }

    /// <summary>The number of the member with this id, or -1: the id is none of the guild's original members.</summary>
    public int NumberOf(ulong id)
    {
        if (((id >> 12) & 0x3FF) != (ulong)guild)
        {
            return -1;
        }
        var milliseconds = id >> 22;
        foreach (var first in (ReadOnlySpan<int>)[0, _seventeens, _seventeens + _eighteens])
        {
            if (first >= count)
            {
                break;
            }
            var (era, start, size) = EraOf(first);
            if (milliseconds < _eras[era].From)
            {
                break;
            }
            var number = start + (int)Math.Min((milliseconds - _eras[era].From) / Width(era, size), int.MaxValue / 2);
            if (number < start + size && At(number) == id)
            {
                return number;
            }
        }
        return -1;
    }

    private (int Era, int First, int Size) EraOf(int number) => number switch
    {
        _ when number < _seventeens => (0, 0, _seventeens),
        _ when number < _seventeens + _eighteens => (1, _seventeens, _eighteens),
        _ => (2, _seventeens + _eighteens, count - _seventeens - _eighteens),
    };

    private static ulong Width(int era, int size) => (_eras[era].To - _eras[era].From) / (ulong)Math.Max(size, 1);
}
