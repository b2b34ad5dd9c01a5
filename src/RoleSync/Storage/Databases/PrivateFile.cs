namespace RoleSync.Storage.Databases;

/// <summary>Files that their owner alone may read: they tell who has which standing. SQLite gives its log and its index the mode of the database.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>How to open a file that is private from its first moment on; what is there already is tightened by <see cref="Tighten"/>.</summary>
    public static FileStreamOptions Options(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mode;
        }

        return options;
    }

    /// <summary>Makes an empty file unless there is one; whoever opens it explains why it could not be made.</summary>
    public static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            using var file = new FileStream(path, Options(FileMode.CreateNew, FileShare.ReadWrite));
            if (!OperatingSystem.IsWindows())
            {
                // The umask may have taken more than was meant.
                File.SetUnixFileMode(file.SafeFileHandle, Mode);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A read-only folder, or somebody was faster.
        }
    }

    /// <summary>Takes away what a file grants to others than its owner. Opens nothing: see <see cref="IdentityLock"/>.</summary>
    public static void Tighten(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~Mode) != UnixFileMode.None)
            {
                File.SetUnixFileMode(path, mode & Mode);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Somebody else's file: its owner decides.
        }
    }
}
