namespace RoleSync.Core.Policies;

/// <summary>One rung of the score ladder.</summary>
/// <param name="Name">As people read it, e.g. <c>Reputable</c>: words of letters and digits.</param>
/// <param name="Minimum">The lowest score that belongs to it, from 0.</param>
public sealed record Tier(string Name, int Minimum)
{
    /// <summary>False for the tier that begins at 0 (Untrusted): it is earned by nothing, so no badge shows in it and it has its base role only.</summary>
    public bool HasVariants => Minimum > 0;

    /// <summary>The tier's part of a configuration key, e.g. <c>REPUTABLE</c>.</summary>
    internal string Key => Name.Replace(' ', '_').ToUpperInvariant();
}
