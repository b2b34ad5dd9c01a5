using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RoleSync.Sandbox.Discord;
using RoleSync.Sandbox.Discord.Commands;
using RoleSync.Sandbox.Discord.Messages;
using RoleSync.Sandbox.Ethos;
using RoleSync.Sandbox.Faulting;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Interactions;
using RoleSync.Sandbox.Limiting;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox;

/// <summary>
/// Discord and Ethos over real HTTP on 127.0.0.1: seeded guilds, paging, permissions, limits with the real headers, and faults on request.
/// It shares no code with the clients it is meant to test.
/// </summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private readonly WebApplication? _app;
    private readonly RequestDelegate _answer;
    private readonly CommandBook _commands;
    private readonly MessageBook _messages;
    private readonly CancellationTokenSource _stopping = new();

    private SandboxServer(SandboxOptions options, bool listens)
    {
        if (options.Speed is not (> 0 and < 1e6) || options.EthosCallsPerMinute < 1 || options.NetworkDelay < TimeSpan.Zero)
        {
            throw new ArgumentException("The sandbox needs a speed above 0, at least one Ethos call a minute, and no negative network delay.");
        }
        Options = options;
        World = new World(options.Seed, options.Guilds, options.Token, options.Time);
        Limits = new Limits(options.Time, options.Speed, options.RoleWriteWindow);
        Journal = new Journal(options.KeepJournal, options.Time);
        Faults = new Faults(options.Seed);
        _commands = new CommandBook(World.BotId);
        _messages = new MessageBook(World);
        Interactions = new InteractionDesk(World, Journal, _messages, _commands);
        Certificate = options.Secure ? OwnCertificate.Make(TimeProvider.System.GetUtcNow()) : null;
        _answer = Routes();
        _app = listens ? Build() : null;
    }

    /// <summary>The options it was started with.</summary>
    public SandboxOptions Options { get; }

    /// <summary>Guilds, members, roles, Ethos users; may be changed at any time.</summary>
    public World World { get; }

    /// <summary>Discord's limits; may be changed at any time.</summary>
    public Limits Limits { get; }

    /// <summary>What was asked.</summary>
    public Journal Journal { get; }

    /// <summary>What goes wrong.</summary>
    public Faults Faults { get; }

    /// <summary>Slash commands and clicks, as Discord sends them.</summary>
    public InteractionDesk Interactions { get; }

    /// <summary>The messages of webhooks, interactions and the bot, deleted ones included, in order.</summary>
    public IReadOnlyList<SandboxMessage> Messages => _messages.All;

    /// <summary>Where it listens, such as http://127.0.0.1:41234.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>What it shows to callers over https; null over http. As a PEM file it can be named to a process (SSL_CERT_FILE).</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Discord's base address, …/api/v10 (v9 is served, too).</summary>
    public Uri DiscordUrl => new($"{Url.OriginalString}/api/v10");

    /// <summary>Ethos's base address, …/api/v2.</summary>
    public Uri EthosUrl => new($"{Url.OriginalString}/api/v2");

    /// <summary>The address of the only webhook.</summary>
    public Uri WebhookUrl => new($"{DiscordUrl.OriginalString}/webhooks/{World.WebhookId}/{World.WebhookToken}");

    /// <summary>The bot token that Discord accepts now.</summary>
    public string Token => World.Token;

    /// <summary>Makes the world and starts to listen.</summary>
    /// <exception cref="ArgumentException">The options do not make a world; the message says why.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new SandboxServer(options, listens: true);
        await server._app!.StartAsync(ct);
        var addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        server.Url = new Uri(addresses.Addresses.First().TrimEnd('/'));
        return server;
    }

    /// <summary>Makes the world and listens nowhere: whoever has a request of its own lets it be answered by <see cref="AnswerAsync"/>.</summary>
    /// <exception cref="ArgumentException">The options do not make a world; the message says why.</exception>
    public static SandboxServer Create(SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new SandboxServer(options, listens: false);
    }

    /// <summary>Answers a request that came in by another way than a socket; its path is that of <see cref="DiscordUrl"/> or <see cref="EthosUrl"/>.</summary>
    public Task AnswerAsync(HttpContext http) => _answer(http);

    /// <summary>The environment variables with which a service synchronises this guild (the first one unless named).</summary>
    public IReadOnlyDictionary<string, string> Environment(SandboxGuild? guild = null)
    {
        guild ??= World.TheGuild;
        return new Dictionary<string, string>(guild.PolicyVariables())
        {
            ["DISCORD_TOKEN"] = Token,
            ["DISCORD_GUILD_ID"] = guild.Id.ToString(CultureInfo.InvariantCulture),
            ["DISCORD_API_BASE_URL"] = DiscordUrl.OriginalString,
            ["ETHOS_API_BASE_URL"] = EthosUrl.OriginalString,
        };
    }

    /// <summary>The further variables with which a service answers slash commands, and registers them when it starts.</summary>
    public IReadOnlyDictionary<string, string> CommandEnvironment() => new Dictionary<string, string>
    {
        ["DISCORD_APPLICATION_ID"] = World.BotId.ToString(CultureInfo.InvariantCulture),
        ["DISCORD_PUBLIC_KEY"] = Interactions.PublicKey,
    };

    /// <summary>The registered commands as Discord answers them: everywhere, or those of one guild.</summary>
    public JsonArray CommandsIn(ulong? guild = null) => _commands.Of(guild ?? 0);

    /// <summary>Stops listening; requests that hang are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_app is not null)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), Options.Time);
            await _app.StopAsync(patience.Token);
            await _app.DisposeAsync();
        }
        Interactions.Dispose();
        Certificate?.Dispose();
        _stopping.Dispose();
    }

    // No configuration source at all: neither the host's settings files nor its ASPNETCORE_ variables may move the sandbox.
    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, Options.Port, listen =>
            {
                if (Certificate is not null)
                {
                    listen.UseHttps(Certificate);
                }
            });
        });
        var app = builder.Build();
        app.Run(_answer);
        return app;
    }

    private RequestDelegate Routes()
    {
        var pipeline = new Pipeline(Faults, Journal, Options.Time, Options.NetworkDelay, Options.Compress, _stopping.Token);
        var discord = new DiscordApi(World, Limits, new InvalidRequests(Options.Time, Options.Speed), Journal, Interactions, _commands, _messages, Options.RefuseUnknownAgents);
        var ethos = new EthosApi(World, Options.Seed, new CallLimit(Options.Time, Options.Speed, Options.EthosCallsPerMinute), Journal, Options.Time);
        var rehearsal = new RehearsalRoutes(Faults, Journal);
        return http => http.Request.Path.Value is not { } path ? Task.CompletedTask
            : (Under(path, "/api/v10") ?? Under(path, "/api/v9")) is { } asked ? pipeline.RunAsync(http, discord, asked)
            : Under(path, "/api/v2") is { } question ? pipeline.RunAsync(http, ethos, question)
            : rehearsal.AnswerAsync(http);
    }

    private static string? Under(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && path.Length > root.Length && path[root.Length] == '/' ? path[root.Length..] : null;
}
