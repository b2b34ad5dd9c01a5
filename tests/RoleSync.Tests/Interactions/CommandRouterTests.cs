using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Options;
using RoleSync.Interactions;
using RoleSync.Storage;
using RoleSync.Storage.Databases;
using RoleSync.Testing.Hosting;
using RoleSync.Tests.Configuration;

namespace RoleSync.Tests.Interactions;

public sealed class CommandRouterTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _discord;
    private readonly LogLines _log = new();
    private readonly DeferredWork _work;

    public CommandRouterTests()
    {
        _discord = new ServiceCollection().AddDiscord()
            .AddSingleton(Options.Create(new DiscordOptions { Token = "a.bot.token", ApiBaseUrl = new Uri("http://127.0.0.1:9") })).BuildServiceProvider();
        _work = new DeferredWork(_time, NullLogger<DeferredWork>.Instance);
    }

    public void Dispose()
    {
        _log.Dispose();
        _work.Dispose();
        _discord.Dispose();
    }

    [Fact]
    public async Task A_command_that_throws_ends_in_a_sentence_and_a_log_line()
    {
        var router = Router(new Command((_, _) => throw new InvalidDataException("inside information")));

        var answer = await AnswerAsync(router, Interaction());

        Assert.Contains("went wrong", (string)answer["data"]!["content"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("inside information", answer.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(_log.All, line => line.Level == LogLevel.Error && line.Text.Contains("inside information", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.All, line => line.Text.Contains("secret-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reply_that_is_not_there_in_time_is_put_off()
    {
        var reply = new TaskCompletionSource<Reply>();
        var begun = new TaskCompletionSource();
        var router = Router(new Command((_, _) =>
        {
            begun.SetResult();
            return reply.Task;
        }));

        var answering = AnswerAsync(router, Interaction());
        await begun.Task;
        while (!answering.IsCompleted)
        {
            // The wait may begin after the command has.
            _time.Advance(CommandRouter.Patience);
            await Task.Yield();
        }

        Assert.Equal(5, (int)(await answering)["type"]!);
    }

    [Fact]
    public async Task A_command_that_calls_others_is_put_off_at_once_and_visible_as_its_definition_says()
    {
        var answer = await AnswerAsync(Router(new Command((_, _) => Task.FromResult(Reply.Of("x")), defers: true)), Interaction());

        Assert.Equal("""{"type":5,"data":{"flags":64}}""", answer.ToJsonString());
    }

    [Fact]
    public async Task When_too_much_is_under_way_the_caller_is_told_so()
    {
        // Nobody works here: the queue fills up.
        var router = Router(new Command((_, _) => Task.FromResult(Reply.Of("x")), defers: true));
        while (_work.TryAdd(_ => Task.CompletedTask))
        {
        }

        Assert.Contains("Too many commands", (string)(await AnswerAsync(router, Interaction()))["data"]!["content"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", false)]
    [InlineData("32", false)]
    [InlineData("268435456", true)]
    [InlineData("8", true)]
    [InlineData("1180591620717411303424", false)]
    [InlineData("1180591620717679738880", true)]
    public async Task The_permission_is_checked_again_for_commands_and_for_clicks(string has, bool mayPass)
    {
        var router = Router(new Command((_, _) => Task.FromResult(Reply.Of("done")), requires: Permissions.ManageRoles));

        foreach (var interaction in new[] { Interaction(), Interaction() with { Click = ["go"] } })
        {
            var answer = await AnswerAsync(router, interaction with { Permissions = Permissions.TryParse(has, out var bits) ? bits : throw new FormatException(has) });
            Assert.Equal(mayPass, (string)answer["data"]!["content"]! == "done");
        }
    }

    [Fact]
    public async Task Work_that_was_begun_is_done_before_the_service_stops_and_the_rest_is_told_to_end_after_ten_seconds()
    {
        var (begun, done) = (new TaskCompletionSource(), false);
        await _work.StartAsync(CancellationToken.None);
        _work.TryAdd(async ct =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            done = true;
        });
        await begun.Task;

        var stopping = _work.StopAsync(CancellationToken.None);
        Assert.False(stopping.IsCompleted);
        Assert.False(_work.TryAdd(_ => Task.CompletedTask));
        _time.Advance(TimeSpan.FromSeconds(10));
        await stopping;

        Assert.True(done);
    }

    [Fact]
    public async Task An_interaction_is_remembered_for_as_long_as_its_request_could_come_again()
    {
        var folder = Directory.CreateTempSubdirectory("rolesync-replays-");
        using var database = new SqliteDatabase($"Data Source={Path.Combine(folder.FullName, "runs.db")};Pooling=False");
        Assert.Null(await database.PrepareAsync(CancellationToken.None));
        var replays = new ReplayGuard(new InteractionStore(database, _time), _work, _time, NullLogger<ReplayGuard>.Instance);
        var executed = 0;
        Task<byte[]> Execute() => Task.FromResult(new byte[] { (byte)++executed });

        await replays.OnceAsync(1, Execute);
        _time.Advance(2 * InteractionSignature.Window);
        Assert.Equal([1], await replays.OnceAsync(1, Execute));
        _time.Advance(TimeSpan.FromMinutes(2));
        await replays.OnceAsync(2, Execute);

        Assert.Equal((2, 1), (executed, replays.Remembered));

        // As after a restart, or in another process: what was begun there is not begun here.
        var other = new ReplayGuard(new InteractionStore(database, _time), _work, _time, NullLogger<ReplayGuard>.Instance);
        Assert.Contains("nothing was done a second time", System.Text.Encoding.UTF8.GetString(await other.OnceAsync(2, Execute)), StringComparison.Ordinal);
        Assert.Equal(2, executed);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task An_interaction_that_cannot_be_noted_is_not_begun()
    {
        using var database = new SqliteDatabase($"Data Source={Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "runs.db")}");
        var replays = new ReplayGuard(new InteractionStore(database, _time), _work, _time, NullLogger<ReplayGuard>.Instance);

        var answer = await replays.OnceAsync(1, () => throw new InvalidOperationException("It was begun."));

        Assert.Contains("nothing was done: try again", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
    }

    private CommandRouter Router(ISlashCommand command) => new(
        [command],
        Given.Settings().Guilds,
        _work,
        new DeferredReplies(_discord.GetRequiredService<InteractionResponder>(), _time, NullLogger<DeferredReplies>.Instance),
        _time,
        new LoggerFactory([_log]).CreateLogger<CommandRouter>());

    private Interaction Interaction() => new()
    {
        Id = 1,
        Application = 2,
        Token = "secret-token",
        ReceivedAt = _time.GetUtcNow(),
        Guild = GuildId.Parse(Given.Guild),
        Caller = new InteractionUser(new MemberId(3), "Ada", false, []),
        Permissions = Permissions.ManageRoles,
        Command = "test",
    };

    private static async Task<JsonNode> AnswerAsync(CommandRouter router, Interaction interaction) =>
        JsonNode.Parse(await router.AnswerAsync(interaction, Task.CompletedTask))!;

    private sealed class Command(Func<Interaction, CancellationToken, Task<Reply>> answer, bool defers = false, Permissions requires = default) : ISlashCommand
    {
        public CommandDefinition Definition { get; } = new("test", "A test") { Defers = defers, Requires = requires };

        public Task<Reply> AnswerAsync(Interaction interaction, CancellationToken ct) => answer(interaction, ct);

        public Task<Reply> ClickAsync(Interaction interaction, CancellationToken ct) => answer(interaction, ct);
    }
}
