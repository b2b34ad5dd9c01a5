namespace RoleSync.Core.Guarding;

/// <summary>
/// Compares how many members a guild's list had with about how many Discord says there are (<c>approximate_member_count</c>). That count lags
/// behind by minutes and is no number to be exact about; but a list that is empty, or holds less than half of it, is not the list of that guild. Pure.
/// </summary>
public static class MemberListCheck
{
    /// <summary>Whether members may be missing, so that one more call past the last of them is worth it.</summary>
    /// <param name="listed">How many members were listed, bots included.</param>
    /// <param name="approximate">About how many there are; null when unknown.</param>
    public static bool MayLack(int listed, int? approximate) => listed == 0 || listed < approximate;

    /// <summary>
    /// Whether the list can be all of the guild. Never when it is empty: the bot that reads it is a member. Half is far below any lag of
    /// the count in a guild that loses members one by one, and far above what an answer cut short shows of a guild of many pages.
    /// </summary>
    /// <inheritdoc cref="MayLack"/>
    public static bool IsBelievable(int listed, int? approximate) => listed > 0 && !(listed < approximate / 2.0);
}
