namespace RoleSync.Core.Policies;

/// <summary>
/// How a role looks that is made for a tier, a badge or a status. The names are those of the Deno bot, whose roles can be adopted by them; the
/// colours of the tiers are those in which Ethos shows its levels.
/// </summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Color">0xRRGGBB; 0 is no colour of its own.</param>
public sealed record RoleAppearance(string Name, int Color)
{
    // By the minimum of Ethos's own levels: a ladder with other minimums takes the colour of the level that its tier begins in.
    private static readonly (int Minimum, int Color)[] _levels =
    [
        (0, 0xB72B38), (800, 0xC29010), (1200, 0xC1C0B6), (1400, 0x7C8DA8), (1600, 0x4E86B9),
        (1800, 0x2E7BC3), (2000, 0x427B56), (2200, 0x127F31), (2400, 0x836DA6), (2600, 0x7A5EA0),
    ];

    /// <summary>The appearance of the role that this key stands for.</summary>
    public static RoleAppearance Of(PolicyKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new RoleAppearance(NameOf(key), key.Rank is { } rank ? ColorOf(rank.Minimum) : 0);
    }

    // "Known (human validator)" is read better in a sentence, "Known Human Validator" in a list of roles.
    private static string NameOf(PolicyKey key) => string.Join(
        ' ', key.Name.Split(' ').Select(word => word.Trim('(', ')')).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The colour of the level that this score belongs to.</summary>
    public static int ColorOf(double score) => Array.FindLast(_levels, level => level.Minimum <= score).Color;
}
