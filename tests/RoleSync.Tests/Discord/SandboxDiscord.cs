using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Options;
using RoleSync.Discord.RateLimits;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Worlds;
using RoleSync.Testing.Hosting;

namespace RoleSync.Tests.Discord;

/// <summary>The sandbox over real HTTP and a client of it, put together as the service does.</summary>
internal sealed class SandboxDiscord : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ServiceProvider _services;

    private SandboxDiscord(SandboxServer server, Action<DiscordOptions>? configure)
    {
        Server = server;
        _services = new ServiceCollection()
            .AddDiscord()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log))
            .AddSingleton(Options.Create(With(server, configure)))
            .BuildServiceProvider();
        Client = _services.GetRequiredService<DiscordClient>();
        Limiter = _services.GetRequiredService<RateLimiter>();
    }

    public SandboxServer Server { get; }

    public DiscordClient Client { get; }

    public RateLimiter Limiter { get; }

    public LogLines Log { get; } = new();

    public SandboxGuild Guild => Server.World.TheGuild;

    public GuildId GuildId => new(Guild.Id);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<SandboxDiscord> StartAsync(SandboxOptions? options = null, Action<DiscordOptions>? configure = null) =>
        new(await SandboxServer.StartAsync(options ?? new SandboxOptions { Speed = 50 }, Ct), configure);

    /// <summary>429s that Discord gave, on any route.</summary>
    public int Excesses => Server.Journal.Count(status: 429);

    /// <summary>Another part of the client.</summary>
    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Server.DisposeAsync();
    }

    private static DiscordOptions With(SandboxServer server, Action<DiscordOptions>? configure)
    {
        var speed = server.Options.Speed;
        var options = new DiscordOptions
        {
            Token = server.Token,
            ApiBaseUrl = server.DiscordUrl,
            GlobalSecond = TimeSpan.FromSeconds(1) / speed,
            RetryDelay = TimeSpan.FromMilliseconds(2),
        };
        configure?.Invoke(options);
        return options;
    }
}
