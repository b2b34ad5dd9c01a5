namespace RoleSync.Storage.Databases;

/// <summary>
/// Keeps other processes from serving the same file, which the kernel gives back however the process ends: an advisory lock on a file
/// beside it, for every system, and one on the file itself, for every name that it has. The lock file stays: whoever deleted it could
/// delete the one that another process has just locked.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] _taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream? _beside;
    private readonly IdentityLock? _itself;

    private ProcessLock(FileStream? beside, IdentityLock? itself) => (_beside, _itself) = (beside, itself);

    /// <summary>Takes the lock.</summary>
    /// <param name="file">The file that is to be kept, no link.</param>
    public static LockAttempt<ProcessLock> Take(string file)
    {
        FileStream? beside = null;
        try
        {
            beside = new FileStream($"{file}.lock", PrivateFile.Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException fault) when (_taken.Contains(fault.HResult))
        {
            return new LockAttempt<ProcessLock>.InUse();
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            // The lock on the file itself may still do.
        }

        LockAttempt<ProcessLock>? attempt = null;
        try
        {
            attempt = IdentityLock.Take(file) switch
            {
                LockAttempt<IdentityLock>.InUse => new LockAttempt<ProcessLock>.InUse(),
                LockAttempt<IdentityLock>.Held { Lock: var itself } => new LockAttempt<ProcessLock>.Held(new ProcessLock(beside, itself)),
                _ when beside is not null => new LockAttempt<ProcessLock>.Held(new ProcessLock(beside, itself: null)),
                _ => new LockAttempt<ProcessLock>.Impossible(),
            };
            return attempt;
        }
        finally
        {
            if (attempt is not LockAttempt<ProcessLock>.Held)
            {
                beside?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _itself?.Dispose();
        _beside?.Dispose();
    }

    /// <summary>Says that another process has the lock, and what to do.</summary>
    public static string InUse(string file) =>
        $"Another rolesync serves the database {file} already, perhaps under another name, and only one process may: two would write the same roles twice. "
        + "Stop the other one, name another file in ROLESYNC_DATABASE, or use PostgreSQL, which several processes may share.";
}
