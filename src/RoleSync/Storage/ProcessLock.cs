namespace RoleSync.Storage;

/// <summary>
/// Keeps other processes from serving the same file: an advisory lock on a file beside it, which the kernel gives back however the
/// process ends. The lock file stays: whoever deleted it could delete the one that another process has just locked.
/// </summary>
internal sealed class ProcessLock : IDisposable
{
    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] _taken = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _stream;

    private ProcessLock(FileStream stream) => _stream = stream;

    /// <summary>Takes the lock, or says why not.</summary>
    /// <param name="file">The file that is to be kept.</param>
    /// <returns>Both null where the folder cannot be written: whoever opens the file itself explains that better.</returns>
    public static (ProcessLock? Lock, string? Problem) Take(string file)
    {
        try
        {
            return (new ProcessLock(new FileStream($"{file}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0)), null);
        }
        catch (IOException fault) when (_taken.Contains(fault.HResult))
        {
            return (null, $"Another rolesync serves the database {file} already, and only one process may: two would write the same roles twice. "
                + "Stop the other one, name another file in ROLESYNC_DATABASE, or use PostgreSQL, which several processes may share.");
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            return (null, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
