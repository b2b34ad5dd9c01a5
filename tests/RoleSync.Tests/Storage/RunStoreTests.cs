namespace RoleSync.Tests.Storage;

public sealed class SqliteRunStoreTests(SqliteFixture fixture) : RunStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class PostgresRunStoreTests(PostgresFixture fixture) : RunStoreContract(fixture), IClassFixture<PostgresFixture>;
