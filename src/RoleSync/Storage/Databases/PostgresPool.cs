using System.Data.Common;
using Npgsql;

namespace RoleSync.Storage.Databases;

/// <summary>
/// Bounds the connections of this process: the scheduler and the store share one pool, and several processes share a server that takes a
/// hundred connections by default.
/// </summary>
internal static class PostgresPool
{
    /// <summary>Connections of a process, unless its connection string says otherwise.</summary>
    public const int DefaultSize = 20;

    private static readonly string[] _names = ["maximumpoolsize", "maxpoolsize"];

    /// <summary>The connection string with a bound; unchanged where it names one, or cannot be read.</summary>
    public static string Bounded(string connection)
    {
        try
        {
            // Npgsql's own builder knows every setting, set or not; this one knows what was written.
            var written = new DbConnectionStringBuilder { ConnectionString = connection };
            var names = written.Keys.Cast<string>().Select(name => name.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant());
            var all = new NpgsqlConnectionStringBuilder(connection);
            if (!names.Any(_names.Contains))
            {
                all.MaxPoolSize = Math.Max(DefaultSize, all.MinPoolSize);
            }

            return all.ConnectionString;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            return connection;
        }
    }
}
