namespace RoleSync.Tests.Storage;

public sealed class SqliteRunStoreTests(SqliteFixture fixture) : RunStoreContract(fixture), IClassFixture<SqliteFixture>
{
    private protected override string MendSql => "DROP TRIGGER broken";

    private protected override string BreakSql(long change) =>
        $"CREATE TRIGGER broken BEFORE UPDATE ON changes WHEN OLD.id = {change} BEGIN SELECT RAISE(ABORT, 'broken by the test'); END";
}

public sealed class PostgresRunStoreTests(PostgresFixture fixture) : RunStoreContract(fixture), IClassFixture<PostgresFixture>
{
    private protected override string MendSql => "DROP FUNCTION broken CASCADE";

    private protected override string BreakSql(long change) => $"""
        CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'broken by the test'; END $$;
        CREATE TRIGGER broken BEFORE UPDATE ON changes FOR EACH ROW WHEN (OLD.id = {change}) EXECUTE FUNCTION broken();
        """;
}
