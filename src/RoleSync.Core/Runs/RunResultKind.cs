namespace RoleSync.Core.Runs;

/// <summary>What a run that is done has achieved.</summary>
public enum RunResultKind
{
    /// <summary>Everything was done that was to be done.</summary>
    Ok = 0,

    /// <summary>Something was left undone, or was not known: <see cref="RunResult.Why"/> says what.</summary>
    Warnings = 1,

    /// <summary>Nothing at all could be done: Ethos knew nothing about anybody, or no change was taken.</summary>
    Nothing = 2,
}
