namespace RoleSync.Storage.Databases;

/// <summary>What came of the attempt to lock a file for this process.</summary>
/// <typeparam name="T">The lock.</typeparam>
internal abstract record LockAttempt<T>
{
    private LockAttempt()
    {
    }

    /// <summary>The file is ours until the lock is disposed of.</summary>
    public sealed record Held(T Lock) : LockAttempt<T>;

    /// <summary>Another process has locked it.</summary>
    public sealed record InUse : LockAttempt<T>;

    /// <summary>Nothing can be locked there: whoever opens the file itself explains that better.</summary>
    public sealed record Impossible : LockAttempt<T>;
}
