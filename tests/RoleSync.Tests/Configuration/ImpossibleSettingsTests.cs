using RoleSync.Storage;
using RoleSync.Storage.Databases;

namespace RoleSync.Tests.Configuration;

/// <summary>Settings that are well-formed and cannot work, and names that are none.</summary>
public sealed class ImpossibleSettingsTests
{
    [Theory]
    [InlineData("DISCORD_API_BASE_URL", "https://discord.com")]
    [InlineData("DISCORD_API_BASE_URL", "https://discord.com/api/v10/users/@me")]
    [InlineData("DISCORD_API_BASE_URL", "https://discord.com/api/v10?")]
    [InlineData("DISCORD_API_BASE_URL", "https://discord.com/api/v10#")]
    [InlineData("DISCORD_API_BASE_URL", "https://user:word@discord.com/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://localhost.example.org/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://127.0.0.1.nip.io/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://localhost./api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://0.0.0.0/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://10.0.0.1/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://[::2]/api/v10")]
    [InlineData("ETHOS_API_BASE_URL", "https://api.ethos.network/api/v2/users")]
    [InlineData("DISCORD_WEBHOOK_URL", "https://discord.com/api/webhooks/1/token/slack")]
    [InlineData("DISCORD_WEBHOOK_URL", "https://discord.com/api/webhooks/1")]
    [InlineData("DISCORD_WEBHOOK_URL", "https://discord.com/api/webhooks/one/token")]
    [InlineData("DISCORD_WEBHOOK_URL", "https://discord.com/channels/1/2")]
    [InlineData("SYNC_CRON", "0 0 30 2 *")]
    [InlineData("SYNC_CRON", "0 0 31 2,4,6,9,11 *")]
    [InlineData("SYNC_MAX_EXECUTION_TIME", "9999.00:00:00")]
    [InlineData("SYNC_MAX_EXECUTION_TIME", "24:00:01")]
    [InlineData("SYNC_MAX_EXECUTION_TIME", "99999:00:00")]
    [InlineData("SYNC_MAX_EXECUTION_TIME", "-00:05:00")]
    [InlineData("PORT", "65536")]
    [InlineData("PORT", "-1")]
    [InlineData("BIND", "1")]
    [InlineData("BIND", "example.org")]
    [InlineData("BIND", "10.0.0.0/8")]
    [InlineData("BIND", "127.0.0.1:8000")]
    [InlineData("SYNC_DELAY_BETWEEN_USERS", "99999999999999999999")]
    [InlineData("DISCORD_GUILD_ID", "99999999999999999999")]
    [InlineData("RoleSync:Sync:VerifyInterval", "10675199.02:48:05")]
    [InlineData("Logging:LogLevel:Default", "Loud")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "nowhere")]
    public void What_is_well_formed_and_cannot_work_is_one_sentence_that_says_what_to_write(string name, string value)
    {
        var problem = Assert.Single(Given.Settings((name, value)).Problems);

        Assert.StartsWith(name, problem, StringComparison.Ordinal);
        Assert.Contains(": write ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SYNC_AUTH_TOKEN")]
    [InlineData("DISCORD_TOKEN")]
    [InlineData("ETHOS_CLIENT")]
    public void A_text_that_no_header_carries_is_refused(string name) => Assert.Single(Given.Settings((name, new string('a', 40_000))).Problems);

    [Theory]
    [InlineData("SYNC_CRON", "0 0 29 2 *")]
    [InlineData("SYNC_MAX_EXECUTION_TIME", "24:00:00")]
    [InlineData("DISCORD_API_BASE_URL", "http://localhost:5000/api/v10")]
    [InlineData("DISCORD_API_BASE_URL", "http://[::1]:5000/api/v10/")]
    [InlineData("DISCORD_API_BASE_URL", "http://127.0.0.5/prefix/api/v10")]
    [InlineData("DISCORD_WEBHOOK_URL", "https://canary.discord.com/api/v10/webhooks/1/token?thread_id=5")]
    [InlineData("BIND", "::")]
    [InlineData("BIND", "[::1]")]
    [InlineData("BIND", "localhost")]
    [InlineData("Logging:LogLevel:Default", "debug")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317")]
    public void What_can_work_is_taken(string name, string value) => Assert.Empty(Given.Settings((name, value)).Problems);

    [Theory]
    [InlineData("Host = db; Database=x", true)]
    [InlineData("HOST=db", true)]
    [InlineData("Database=x;host=db", true)]
    [InlineData("Data Source=Host=1.db", false)]
    [InlineData("Data Source=rolesync.db", false)]
    public void A_server_is_named_by_its_key_however_it_is_written(string connection, bool isPostgres) =>
        Assert.Equal(isPostgres, new StorageOptions { Database = connection }.IsPostgres);

    [Theory]
    [InlineData("Host=127.0.0.1;Prot=5432", "prot")]
    [InlineData("Host=127.0.0.1;Port=many", "port")]
    [InlineData("Host=127.0.0.1;Timeout=-5", "timeout")]
    [InlineData("Host=127.0.0.1;SSL Mode=Sometimes", "ssl mode")]
    [InlineData("Host=127.0.0.1;Data Source=x.db", "data source")]
    [InlineData("Host=127.0.0.1;Port=1;Minimum Pool Size=9;Maximum Pool Size=3", "options")]
    [InlineData("Host=127.0.0.1;Port=1;Client Encoding=nonsense", "")]
    [InlineData("Host=127.0.0.1;Port=1;Target Session Attributes=primary", "")]
    [InlineData("Host=127.0.0.1;Port=1;Passfile=/nowhere/at/all", "")]
    public async Task A_connection_that_PostgreSQL_does_not_take_is_a_sentence_without_the_password(string connection, string named)
    {
        var problem = await new PostgresDatabase(connection + ";Username=ada;Password=sesame").PrepareAsync(CancellationToken.None);

        Assert.NotNull(problem);
        Assert.Contains(named, problem, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sesame", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SYNC_MAX_REMOVAL", "SYNC_MAX_REMOVALS")]
    [InlineData("SYNC_MAX_REMOVALS_PERCENT", "SYNC_MAX_REMOVALS")]
    [InlineData("SYNC_MAXREMOVALS", "SYNC_MAX_REMOVALS")]
    [InlineData("SYNC_MAX_UNKNOWNS", "SYNC_MAX_UNKNOWN")]
    [InlineData("SYNC_CONFIRM_ABSENCE", "SYNC_CONFIRM_ABSENT")]
    [InlineData("SYNC_AUTHTOKEN", "SYNC_AUTH_TOKEN")]
    [InlineData("SYNC_EXEMPT_ROLE", "SYNC_EXEMPT_ROLE_ID")]
    [InlineData("DISABLE_DAILY_SYNCS", "DISABLE_DAILY_SYNC")]
    [InlineData("RoleSync:Sync:MaxRemoval", "RoleSync:Sync:MaxRemovals")]
    public void A_misspelt_safety_setting_keeps_the_service_from_starting(string name, string right)
    {
        var problem = Assert.Single(Given.Settings((name, "5%")).Problems);

        Assert.StartsWith($"{name} is set, and there is no such setting: write {right}", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SYNC_CHUNKSIZE", "SYNC_CHUNK_SIZE")]
    [InlineData("AUTO_CONTINUE_CHUNK", "AUTO_CONTINUE_CHUNKS")]
    [InlineData("ETHOS_VALIDATOR_EXEMPLARY", "ETHOS_ROLE_EXEMPLARY_VALIDATOR")]
    [InlineData("ETHOS_VERIFIED_ROLE", "ETHOS_VERIFIED_ROLE_ID")]
    [InlineData("DISCORD_WEBHOOK", "DISCORD_WEBHOOK_URL")]
    [InlineData("ROLESYNC_DATABASES", "ROLESYNC_DATABASE")]
    [InlineData("SYNC_SERVICE_URL", "SYNC_BASE_URL")]
    [InlineData("RoleSync:Sync:ChunkSizes", "RoleSync:Sync:ChunkSize")]
    public void Another_name_that_is_no_setting_is_noted_with_the_nearest_right_one(string name, string right)
    {
        var settings = Given.Settings((name, "a-secret"));

        Assert.Empty(settings.Problems);
        var note = Assert.Single(settings.Notes);
        Assert.StartsWith($"{name} is set, and there is no such setting: {right} is", note, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("REPORT")]
    [InlineData("SYNC_BASE_URL")]
    [InlineData("SYNC_CHUNK_SIZE")]
    [InlineData("POSTGRES_PASSWORD")]
    [InlineData("RoleSync:Policy:RoleKnown")]
    public void What_is_a_setting_or_looks_like_none_is_no_note(string name) => Assert.Empty(Given.Settings((name, "50")).Notes);
}
