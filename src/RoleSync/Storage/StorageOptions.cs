namespace RoleSync.Storage;

/// <summary>Where runs are kept.</summary>
internal sealed class StorageOptions
{
    /// <summary>A SQLite or, with <c>Host=</c>, a PostgreSQL connection string.</summary>
    public string Database { get; set; } = "Data Source=rolesync.db";

    /// <summary>True when <see cref="Database"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => Database.Contains("Host=", StringComparison.OrdinalIgnoreCase);
}
