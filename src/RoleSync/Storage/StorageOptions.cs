using System.Data.Common;

namespace RoleSync.Storage;

/// <summary>Where runs are kept.</summary>
internal sealed class StorageOptions
{
    /// <summary>A SQLite or, with <c>Host=</c>, a PostgreSQL connection string.</summary>
    public string Database { get; set; } = "Data Source=rolesync.db";

    /// <summary>True when <see cref="Database"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => NamesServer(Database);

    // By its key and not by its text: "Host = db" names a server, a file called Host=1.db does not.
    private static bool NamesServer(string connection)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connection }.ContainsKey("Host");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
