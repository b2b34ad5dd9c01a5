using Microsoft.EntityFrameworkCore.Design;
using RoleSync.Storage.Databases;
using RoleSync.Storage.Tables;

namespace RoleSync.Migrations;

/// <summary>Lets <c>dotnet ef migrations add NAME --context SqliteRoleSyncContext -o Sqlite</c> make a context; nothing is opened.</summary>
internal sealed class DesignTimeSqlite : IDesignTimeDbContextFactory<SqliteRoleSyncContext>
{
    /// <inheritdoc/>
    public SqliteRoleSyncContext CreateDbContext(string[] args) => new(SqliteDatabase.Options("Data Source=design.db"));
}

/// <summary>As <see cref="DesignTimeSqlite"/>, with <c>--context PostgresRoleSyncContext -o Postgres</c>.</summary>
internal sealed class DesignTimePostgres : IDesignTimeDbContextFactory<PostgresRoleSyncContext>
{
    /// <inheritdoc/>
    public PostgresRoleSyncContext CreateDbContext(string[] args) => new(PostgresDatabase.Options("Host=localhost;Database=design"));
}
