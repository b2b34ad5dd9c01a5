using System.Globalization;

namespace RoleSync.Core.Runs;

/// <summary>The number of a run, from 1, unique in its database.</summary>
/// <param name="Value">From 1.</param>
public readonly record struct RunId(long Value)
{
    /// <summary>The decimal text.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
