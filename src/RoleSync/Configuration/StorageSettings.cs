using System.Data.Common;
using RoleSync.Storage;

namespace RoleSync.Configuration;

/// <summary>The settings of the database.</summary>
internal static class StorageSettings
{
    // A connection string may carry a password.
    private static readonly Format<string> _connection = new(
        "write Data Source=FILE for SQLite, or Host=SERVER;Database=NAME;Username=... for PostgreSQL", TryReadConnection, IsSecret: true);

    /// <summary>Reads where runs are kept.</summary>
    public static void Read(SettingReader from, StorageOptions to) =>
        to.Database = from.Read("ROLESYNC_DATABASE", "Storage:Database", _connection, to.Database);

    private static bool TryReadConnection(string text, out string value)
    {
        value = text;
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = text };
            return parts.ContainsKey("Host") || parts.ContainsKey("Data Source") || parts.ContainsKey("DataSource") || parts.ContainsKey("Filename");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
