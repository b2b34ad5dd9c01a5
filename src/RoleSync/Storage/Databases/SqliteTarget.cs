using Microsoft.Data.Sqlite;

namespace RoleSync.Storage.Databases;

/// <summary>The file that a SQLite connection string leads to.</summary>
/// <param name="Connection">How to open it; the file is named by its path, never by a URI.</param>
/// <param name="File">Its whole path, as named: it may be a link.</param>
internal sealed record SqliteTarget(SqliteConnectionStringBuilder Connection, string File);
