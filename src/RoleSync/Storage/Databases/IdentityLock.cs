using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RoleSync.Storage.Databases;

/// <summary>
/// Keeps a file for one process whatever name it is opened by, hard links included: a lock on the file itself, of the open file description
/// (<see href="https://man7.org/linux/man-pages/man2/F_OFD_SETLK.2const.html">F_OFD_SETLK</see>), which no other descriptor's end gives back
/// and the process's end does. It is on one byte that neither the database nor SQLite's own locks ever reach.
/// Linux only; elsewhere the lock beside the file has to do.
/// </summary>
internal sealed partial class IdentityLock : IDisposable
{
    private const int SetLock = 37;
    private const short Exclusive = 1;
    private const short Unlocked = 2;
    private const long LockedByte = 1L << 60;

    private const int PermissionDenied = 13;
    private const int TryAgain = 11;

    // Closing any descriptor of a file gives back all POSIX locks that the process has on it, those of SQLite's connections too. So none of ours is ever closed.
    private static readonly ConcurrentBag<SafeFileHandle> _opened = [];

    private readonly SafeFileHandle _file;

    private IdentityLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">A file that exists.</param>
    /// <returns>The lock; impossible where this system or file system has no such locks, or the file cannot be opened.</returns>
    public static LockAttempt<IdentityLock> Take(string path)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return new LockAttempt<IdentityLock>.Impossible();
        }

        try
        {
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            _opened.Add(file);
            return TrySet(file, Exclusive) ? new LockAttempt<IdentityLock>.Held(new IdentityLock(file))
                : Marshal.GetLastPInvokeError() is PermissionDenied or TryAgain ? new LockAttempt<IdentityLock>.InUse()
                : new LockAttempt<IdentityLock>.Impossible();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return new LockAttempt<IdentityLock>.Impossible();
        }
    }

    /// <summary>Gives the lock back; the descriptor stays.</summary>
    public void Dispose() => TrySet(_file, Unlocked);

    private static bool TrySet(SafeFileHandle file, short type)
    {
        var region = new Region { Type = type, Start = LockedByte, Length = 1 };
        return Control(file, SetLock, ref region) == 0;
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(SafeFileHandle file, int command, ref Region region);

    /// <summary>The kernel's <c>struct flock</c> of 64 bits.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Region
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
