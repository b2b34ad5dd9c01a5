using System.Globalization;
using RoleSync.Configuration;
using RoleSync.Work;

namespace RoleSync.Tests.Configuration;

public sealed class SettingsTests
{
    /// <summary>Variable, key under RoleSync:, a good text, what it becomes, and a bad text.</summary>
    public static TheoryData<string, string, string, string, string> Variables => new()
    {
        { "DISCORD_TOKEN", "Discord:Token", "other.token", "other.token", "Bot a.token" },
        { "DISCORD_GUILD_ID", "Discord:GuildId", "1000000000000000009", "1000000000000000009", "my guild" },
        { "DISCORD_PUBLIC_KEY", "Discord:PublicKey", new string('a', 64), new string('A', 64), "aabb" },
        { "DISCORD_APPLICATION_ID", "Discord:ApplicationId", "3000000000000000001", "3000000000000000001", "-1" },
        { "DISCORD_WEBHOOK_URL", "Discord:WebhookUrl", "https://discord.com/api/webhooks/1/x", "https://discord.com/api/webhooks/1/x", "http://discord.com/x" },
        { "DISCORD_API_BASE_URL", "Discord:ApiBaseUrl", "http://127.0.0.1:5000/api/v10/", "http://127.0.0.1:5000/api/v10", "http://discord.com" },
        { "DISCORD_GLOBAL_RPS", "Discord:GlobalRequests", "20", "20", "0" },
        { "ETHOS_API_BASE_URL", "Ethos:ApiBaseUrl", "https://ethos.test/api", "https://ethos.test/api", "ethos.test" },
        { "ETHOS_CLIENT", "Ethos:Client", "mine@2", "mine@2", "mine 2" },
        { "ETHOS_FRESHNESS", "Ethos:Freshness", "00:00:10", "00:00:10", "00:11:00" },
        { "ROLESYNC_DATABASE", "Storage:Database", "Host=db;Database=sync", "Host=db;Database=sync", "rolesync.db" },
        { "SYNC_AUTH_TOKEN", "Api:AuthToken", "open-sesame", "open-sesame", "open sesame" },
        { "PORT", "Api:Port", "8080", "http://*:8080", "http" },
        { "BIND", "Api:Bind", "127.0.0.2", "http://127.0.0.2:8000", "everywhere" },
        { "AUTO_CONTINUE_CHUNKS", "Sync:AutoContinueChunks", "TRUE", "True", "maybe" },
        { "DISABLE_DAILY_SYNC", "Sync:DisableDailySync", "1", "False", "2" },
        { "SYNC_CRON", "Sync:Cron", "*/15 3 * * 1-5", "*/15 3 * * 1-5", "0 0 2 * * ?" },
        { "SYNC_EVERY", "Sync:Every", "00:00:10", "00:00:10", "00:00:09" },
        { "SYNC_BATCH_SIZE", "Sync:BatchSize", "25", "25", "-5" },
        { "SYNC_CHUNK_SIZE", "Sync:ChunkSize", "100000", "100000", "100001" },
        { "SYNC_MAX_EXECUTION_TIME", "Sync:MaxExecutionTime", "00:05:30", "00:05:30", "12" },
        { "SYNC_PACING", "Sync:Pacing", "Fixed", "Fixed", "quick" },
        { "SYNC_DELAY_BETWEEN_USERS", "Sync:DelayBetweenUsers", "1500", "00:00:01.5000000", "1.5" },
        { "SYNC_DELAY_BETWEEN_BATCHES", "Sync:DelayBetweenBatches", "700", "00:00:00.7000000", "-1" },
        { "SYNC_DELAY_BETWEEN_ROLE_OPS", "Sync:DelayBetweenRoleOps", "80", "00:00:00.0800000", "3600001" },
        { "SYNC_MAX_REMOVALS", "Sync:MaxRemovals", "5%", "0.05", "20" },
        { "SYNC_MAX_UNKNOWN", "Sync:MaxUnknown", "0.5 %", "0.005", "101%" },
        { "SYNC_CONFIRM_ABSENT", "Sync:ConfirmAbsent", "1", "1", "0" },
        { "SYNC_CONFIRM_AFTER", "Sync:ConfirmAfter", "00:30:00", "00:30:00", "10" },
        { "SYNC_WRITES", "Sync:Writes", "fast", "Fast", "1" },
        { "SYNC_HISTORY_DAYS", "Sync:HistoryDays", "30", "30", "0" },
        { "SYNC_DRIFT", "Sync:Drift", "report", "Report", "repair,report" },
        { "ETHOS_VERIFIED_ROLE_ID", "Policy:VerifiedRoleId", "2000000000000000009", "2000000000000000009", "0" },
    };

    private static string Value(RoleSyncSettings settings, string name) => Convert.ToString((object?)(name switch
    {
        "DISCORD_TOKEN" => settings.Discord.Token,
        "DISCORD_GUILD_ID" => settings.Guilds.Default,
        "DISCORD_PUBLIC_KEY" => Convert.ToHexString(settings.Commands.PublicKey ?? []),
        "DISCORD_APPLICATION_ID" => settings.Commands.ApplicationId,
        "DISCORD_WEBHOOK_URL" => settings.Digests.Webhook,
        "DISCORD_API_BASE_URL" => settings.Discord.ApiBaseUrl,
        "DISCORD_GLOBAL_RPS" => settings.Discord.GlobalRequests,
        "ETHOS_API_BASE_URL" => settings.Ethos.ApiBaseUrl,
        "ETHOS_CLIENT" => settings.Ethos.Client,
        "ETHOS_FRESHNESS" => settings.Ethos.Freshness,
        "ROLESYNC_DATABASE" => settings.Storage.Database,
        "SYNC_AUTH_TOKEN" => settings.Api.AuthToken,
        "PORT" or "BIND" => settings.Api.ListenUrl,
        "AUTO_CONTINUE_CHUNKS" => settings.Sync.AutoContinueChunks,
        "DISABLE_DAILY_SYNC" => settings.Sync.DailySyncEnabled,
        "SYNC_CRON" => settings.Sync.Cron,
        "SYNC_EVERY" => settings.Sync.Every,
        "SYNC_BATCH_SIZE" => settings.Sync.BatchSize,
        "SYNC_CHUNK_SIZE" => settings.Sync.ChunkSize,
        "SYNC_MAX_EXECUTION_TIME" => settings.Sync.MaxExecutionTime,
        "SYNC_PACING" => settings.Sync.Pacing,
        "SYNC_DELAY_BETWEEN_USERS" => settings.Sync.DelayBetweenUsers,
        "SYNC_DELAY_BETWEEN_BATCHES" => settings.Sync.DelayBetweenBatches,
        "SYNC_DELAY_BETWEEN_ROLE_OPS" => settings.Sync.DelayBetweenRoleOps,
        "SYNC_MAX_REMOVALS" => settings.Sync.MaxRemovals,
        "SYNC_MAX_UNKNOWN" => settings.Sync.MaxUnknown,
        "SYNC_CONFIRM_ABSENT" => settings.Sync.ConfirmAbsent,
        "SYNC_CONFIRM_AFTER" => settings.Sync.ConfirmAfter,
        "SYNC_WRITES" => settings.Sync.Writes,
        "SYNC_HISTORY_DAYS" => settings.Sync.HistoryDays,
        "SYNC_DRIFT" => settings.Sync.Drift,
        "ETHOS_VERIFIED_ROLE_ID" => settings.Guilds.ById.Values.Single().Verified,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such variable"),
    }), CultureInfo.InvariantCulture) ?? "";

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_flat_variable_is_read_and_wins_over_its_key(string name, string key, string good, string expected, string bad)
    {
        var settings = Given.Settings((name, good), ($"RoleSync:{key}", bad));

        Assert.Empty(settings.Problems);
        Assert.Equal(expected, Value(settings, name));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_key_is_read_where_the_flat_variable_is_unset_or_blank(string name, string key, string good, string expected, string bad)
    {
        Assert.NotEqual(good, bad);
        var settings = Given.Settings((name, "  "), ($"RoleSync:{key}", good));

        Assert.Empty(settings.Problems);
        Assert.Equal(expected, Value(settings, name));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void A_malformed_variable_is_one_problem_that_names_it_and_says_what_to_do(string name, string key, string good, string expected, string bad)
    {
        Assert.NotEqual(expected, bad + key + good);
        var problem = Assert.Single(Given.Settings((name, bad)).Problems);

        Assert.StartsWith(name + " is ", problem, StringComparison.Ordinal);
        Assert.Contains(": write ", problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_variable_of_the_table_can_be_wrong_at_once_and_each_is_told()
    {
        var all = Variables.ToDictionary(row => row.Data.Item1, row => (string?)row.Data.Item5);

        var problems = Given.Read(all).Problems;

        Assert.All(all.Keys, name => Assert.Contains(problems, problem => problem.StartsWith(name + " ", StringComparison.Ordinal)));
        Assert.Equal(all.Count, problems.Count);
    }

    [Theory]
    [InlineData("RoleSync:Discord:GlobalSecond", "50")]
    [InlineData("RoleSync:Discord:LimitGuard", "soon")]
    [InlineData("RoleSync:Ethos:CallsPerMinute", "0")]
    [InlineData("RoleSync:Sync:PlanFreshness", "00:00:00")]
    public void A_key_without_a_variable_is_checked_as_well(string key, string bad) =>
        Assert.StartsWith(key + " is ", Assert.Single(Given.Settings((key, bad)).Problems), StringComparison.Ordinal);

    [Fact]
    public void Tuning_keys_are_read()
    {
        var settings = Given.Settings(
            ("RoleSync:Discord:GlobalSecond", "00:00:00.0550000"), ("RoleSync:Discord:LimitGuard", "00:00:00.001"), ("RoleSync:Ethos:CallsPerMinute", "4000"));

        Assert.Empty(settings.Problems);
        Assert.Equal(TimeSpan.FromMilliseconds(55), settings.Discord.GlobalSecond);
        Assert.Equal(TimeSpan.FromMilliseconds(1), settings.Discord.LimitGuard);
        Assert.Equal(4000, settings.Ethos.CallsPerMinute);
    }

    [Fact]
    public void Nothing_but_the_required_variables_gives_the_documented_defaults()
    {
        var settings = Given.Settings();

        Assert.Empty(settings.Problems);
        Assert.Equal("https://discord.com/api/v10", Value(settings, "DISCORD_API_BASE_URL"));
        Assert.Equal("https://api.ethos.network/api/v2", Value(settings, "ETHOS_API_BASE_URL"));
        Assert.StartsWith("rolesync@", settings.Ethos.Client, StringComparison.Ordinal);
        Assert.Equal(("http://localhost:8000", null), (settings.Api.ListenUrl, settings.Api.AuthToken));
        Assert.Equal((10, 50, TimeSpan.FromMinutes(12)), (settings.Sync.BatchSize, settings.Sync.ChunkSize, settings.Sync.MaxExecutionTime));
        Assert.Equal(("0 2 * * *", true, false), (settings.Sync.Cron, settings.Sync.DailySyncEnabled, settings.Sync.AutoContinueChunks));
        Assert.Equal((0.2, 0.1, 2), (settings.Sync.MaxRemovals, settings.Sync.MaxUnknown, settings.Sync.ConfirmAbsent));
        Assert.Equal((48, TimeSpan.FromSeconds(1)), (settings.Discord.GlobalRequests, settings.Discord.GlobalSecond));
        Assert.Equal(TimeSpan.Zero, settings.Sync.DelayBetweenUsers + settings.Sync.DelayBetweenBatches + settings.Sync.DelayBetweenRoleOps);
    }

    [Fact]
    public void Fixed_pacing_brings_the_delays_of_the_old_bot_and_an_explicit_delay_wins()
    {
        var settings = Given.Settings(("SYNC_PACING", "fixed"), ("SYNC_DELAY_BETWEEN_BATCHES", "0"));

        Assert.Equal(Pacing.Fixed, settings.Sync.Pacing);
        Assert.Equal(TimeSpan.FromSeconds(2), settings.Sync.DelayBetweenUsers);
        Assert.Equal(TimeSpan.Zero, settings.Sync.DelayBetweenBatches);
        Assert.Equal(TimeSpan.FromSeconds(0.5), settings.Sync.DelayBetweenRoleOps);
    }

    [Fact]
    public void Without_any_configuration_exactly_the_required_variables_are_asked_for()
    {
        var problems = Given.Read([]).Problems;

        Assert.Equal(3, problems.Count);
        Assert.All(["DISCORD_TOKEN", "DISCORD_GUILD_ID", "ETHOS_VERIFIED_ROLE_ID"], name => Assert.Contains(problems, problem => problem.StartsWith(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("DISCORD_TOKEN", "secret token\n")]
    [InlineData("SYNC_AUTH_TOKEN", "secret token")]
    [InlineData("DISCORD_WEBHOOK_URL", "ftp://secret")]
    [InlineData("ROLESYNC_DATABASE", "Password=secret")]
    [InlineData("DISCORD_GUILD_ID", "MTAwMDAwMDAwMDAwMDAwMDAx.secret.of.a.bot")]
    public void A_secret_is_never_shown_not_even_in_the_wrong_variable(string name, string value)
    {
        var problem = Assert.Single(Given.Settings((name, value)).Problems);

        Assert.DoesNotContain("secret", problem, StringComparison.OrdinalIgnoreCase);
    }
}
