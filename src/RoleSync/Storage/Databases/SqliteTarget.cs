using Microsoft.Data.Sqlite;

namespace RoleSync.Storage.Databases;

/// <summary>The file that a SQLite connection string leads to.</summary>
/// <param name="Connection">How to open it; the file is named by its path, never by a URI.</param>
/// <param name="File">Its whole path, as named: it may be a link.</param>
internal sealed record SqliteTarget(SqliteConnectionStringBuilder Connection, string File)
{
    private const string Scheme = "file:";
    private const string ByPath = "Name the file by its path: Data Source=rolesync.db.";

    /// <summary>Reads a connection string: what may be opened, or a sentence without a secret.</summary>
    public static (SqliteTarget? Target, string? Problem) Read(string connection)
    {
        try
        {
            var target = new SqliteConnectionStringBuilder(connection);
            return Unsupported(target) is { } unsupported ? (null, unsupported) : Locate(target);
        }
        catch (ArgumentException fault)
        {
            return (null, $"ROLESYNC_DATABASE is no SQLite connection string: {fault.Message} It looks like Data Source=rolesync.db.");
        }
    }

    /// <summary>The connection string for whoever opens the file beside the store; the given one where it leads nowhere, which the start tells.</summary>
    public static string Normalize(string connection) => Read(connection).Target?.Connection.ConnectionString ?? connection;

    /// <summary>Options that the built-in SQLite does not know, or that take the locks away on which the store relies.</summary>
    private static string? Unsupported(SqliteConnectionStringBuilder target) => target switch
    {
        { DataSource: "" or ":memory:" } or { Mode: SqliteOpenMode.Memory } =>
            "ROLESYNC_DATABASE names a database in memory, which forgets every run with its connection. Name a file: Data Source=rolesync.db.",
        { Password.Length: > 0 } =>
            "ROLESYNC_DATABASE has a password, but the SQLite of this build cannot encrypt. Take Password out, and keep the file where nobody else can read it.",
        { Cache: SqliteCacheMode.Shared } =>
            "ROLESYNC_DATABASE says Cache=Shared, which makes the service's own connections lock each other out. Take Cache out.",
        { Vfs.Length: > 0 } =>
            "ROLESYNC_DATABASE names a Vfs, but only SQLite's usual one keeps two processes from writing at once. Take Vfs out.",
        _ => null,
    };

    private static (SqliteTarget? Target, string? Problem) Locate(SqliteConnectionStringBuilder target)
    {
        if (target.DataSource.StartsWith("|DataDirectory|", StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"ROLESYNC_DATABASE names its file by |DataDirectory|, which means nothing here. {ByPath}");
        }

        if (target.DataSource.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var (path, problem) = Path(target.DataSource);
            if (path is null)
            {
                return (null, problem);
            }

            target.DataSource = path;
        }

        var file = System.IO.Path.GetFullPath(target.DataSource);
        return Misplaced(file) is { } misplaced ? (null, misplaced) : (new SqliteTarget(target, file), null);
    }

    /// <summary>The path in a URI as SQLite reads it: <see href="https://sqlite.org/uri.html">URI filenames</see>.</summary>
    private static (string? Path, string? Problem) Path(string uri)
    {
        var path = uri[Scheme.Length..].Split('#')[0];
        if (path.Contains('?', StringComparison.Ordinal))
        {
            return (null, $"ROLESYNC_DATABASE names its file by a URI with parameters, some of which take the locks away. {ByPath}");
        }

        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = path.IndexOf('/', 2);
            if (slash < 0 || path[2..slash] is not ("" or "localhost"))
            {
                return (null, $"ROLESYNC_DATABASE names its file by a URI with the name of another machine. {ByPath}");
            }

            path = path[slash..];
        }

        path = Uri.UnescapeDataString(path);
        return path.Length == 0 || path == ":memory:" ? (null, $"ROLESYNC_DATABASE names no file in its URI. {ByPath}") : (path, null);
    }

    private static string? Misplaced(string file)
    {
        if (Directory.Exists(file))
        {
            return $"The database {file} is a folder. Name a file in ROLESYNC_DATABASE, e.g. Data Source={System.IO.Path.Combine(file, "rolesync.db")}.";
        }

        var folder = System.IO.Path.GetDirectoryName(file);
        return folder is null || Directory.Exists(folder)
            ? null
            : $"The folder {folder} of the database {file} does not exist. Create it, or name another file in ROLESYNC_DATABASE.";
    }
}
