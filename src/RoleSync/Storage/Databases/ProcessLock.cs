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

    /// <summary>Takes the lock, or says why not.</summary>
    /// <param name="file">The file that is to be kept, no link.</param>
    /// <returns>Both null where nothing can be locked: whoever opens the file itself explains that better.</returns>
    public static (ProcessLock? Lock, string? Problem) Take(string file)
    {
        FileStream? beside = null;
        try
        {
            beside = new FileStream($"{file}.lock", PrivateFile.Options(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException fault) when (_taken.Contains(fault.HResult))
        {
            return (null, Taken(file));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            // The lock on the file itself may still do.
        }

        var (itself, isTaken) = IdentityLock.Take(file);
        if (isTaken)
        {
            beside?.Dispose();
            return (null, Taken(file));
        }

        return (beside is null && itself is null ? null : new ProcessLock(beside, itself), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _itself?.Dispose();
        _beside?.Dispose();
    }

    private static string Taken(string file) =>
        $"Another rolesync serves the database {file} already, perhaps under another name, and only one process may: two would write the same roles twice. "
        + "Stop the other one, name another file in ROLESYNC_DATABASE, or use PostgreSQL, which several processes may share.";
}
