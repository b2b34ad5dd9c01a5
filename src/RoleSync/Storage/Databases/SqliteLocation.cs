using Microsoft.Data.Sqlite;

namespace RoleSync.Storage.Databases;

/// <summary>Where a SQLite connection string leads.</summary>
internal abstract record SqliteLocation
{
    private const string Scheme = "file:";
    private const string ByPath = "Name the file by its path: Data Source=rolesync.db.";

    private SqliteLocation()
    {
    }

    /// <summary>To a file that may be opened, whether it is there yet or not.</summary>
    public sealed record Found(SqliteTarget Target) : SqliteLocation;

    /// <summary>Nowhere that the service can use; the sentence says why, without a secret.</summary>
    public sealed record Unusable(string Why) : SqliteLocation;

    /// <summary>Reads a connection string: what may be opened, or a sentence without a secret.</summary>
    public static SqliteLocation Read(string connection)
    {
        try
        {
            var target = new SqliteConnectionStringBuilder(connection);
            return Unsupported(target) is { } unsupported ? new Unusable(unsupported) : Locate(target);
        }
        catch (ArgumentException fault)
        {
            return new Unusable($"ROLESYNC_DATABASE is no SQLite connection string: {fault.Message} It looks like Data Source=rolesync.db.");
        }
    }

    /// <summary>The connection string for whoever opens the file beside the store; the given one where it leads nowhere, which the start tells.</summary>
    public static string Normalize(string connection) =>
        Read(connection) is Found { Target.Connection: var found } ? found.ConnectionString : connection;

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

    private static SqliteLocation Locate(SqliteConnectionStringBuilder target)
    {
        if (target.DataSource.StartsWith("|DataDirectory|", StringComparison.OrdinalIgnoreCase))
        {
            return new Unusable($"ROLESYNC_DATABASE names its file by |DataDirectory|, which means nothing here. {ByPath}");
        }

        if (target.DataSource.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            if (UriProblem(target.DataSource) is { } problem)
            {
                return new Unusable(problem);
            }

            target.DataSource = PathOf(target.DataSource);
        }

        var file = Path.GetFullPath(target.DataSource);
        return Misplaced(file) is { } misplaced ? new Unusable(misplaced) : new Found(new SqliteTarget(target, file));
    }

    /// <summary>Why a URI leads to no file that may be opened; null where it does.</summary>
    private static string? UriProblem(string uri) =>
        uri.Split('#')[0].Contains('?', StringComparison.Ordinal)
            ? $"ROLESYNC_DATABASE names its file by a URI with parameters, some of which take the locks away. {ByPath}"
        : HostOf(uri) is not ("" or "localhost") ? $"ROLESYNC_DATABASE names its file by a URI with the name of another machine. {ByPath}"
        : PathOf(uri) is "" or ":memory:" ? $"ROLESYNC_DATABASE names no file in its URI. {ByPath}"
        : null;

    /// <summary>The machine that a URI names; empty where it names none, null where nothing comes after its name.</summary>
    private static string? HostOf(string uri)
    {
        var rest = uri[Scheme.Length..].Split('#')[0];
        return !rest.StartsWith("//", StringComparison.Ordinal) ? ""
            : rest.IndexOf('/', 2) is > 0 and var slash ? rest[2..slash]
            : null;
    }

    /// <summary>The path in a URI without the name of another machine, as SQLite reads it: <see href="https://sqlite.org/uri.html">URI filenames</see>.</summary>
    private static string PathOf(string uri)
    {
        var path = uri[Scheme.Length..].Split('#')[0];
        return Uri.UnescapeDataString(path.StartsWith("//", StringComparison.Ordinal) ? path[path.IndexOf('/', 2)..] : path);
    }

    private static string? Misplaced(string file)
    {
        if (Directory.Exists(file))
        {
            return $"The database {file} is a folder. Name a file in ROLESYNC_DATABASE, e.g. Data Source={Path.Combine(file, "rolesync.db")}.";
        }

        var folder = Path.GetDirectoryName(file);
        return folder is null || Directory.Exists(folder)
            ? null
            : $"The folder {folder} of the database {file} does not exist. Create it, or name another file in ROLESYNC_DATABASE.";
    }
}
