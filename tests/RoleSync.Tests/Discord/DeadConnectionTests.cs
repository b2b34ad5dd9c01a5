using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RoleSync.Core.Guilds;
using RoleSync.Discord;
using RoleSync.Discord.Http;
using RoleSync.Discord.Options;
using RoleSync.Sandbox;
using RoleSync.Sandbox.Faulting;
using RoleSync.Transport;

namespace RoleSync.Tests.Discord;

/// <summary>Discord over HTTP/2, with a line that is cut without a word.</summary>
public sealed class DeadConnectionTests
{
    private static readonly TimeSpan _try = TimeSpan.FromSeconds(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_one_tries_time_out_the_next_try_gets_through_and_so_do_all_that_wait()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Speed = 50, Secure = true }, Ct);
        await using var relay = new SilencingRelay(sandbox.Url);
        await using var services = Services(sandbox, relay);
        var protocols = new ConcurrentBag<string>();
        sandbox.Faults.Add("* /**", Fault.Custom(http =>
        {
            protocols.Add(http.Request.Protocol);
            return Task.FromResult(false);
        }));
        var client = services.GetRequiredService<DiscordClient>();
        var guild = new GuildId(sandbox.World.TheGuild.Id);
        Assert.IsType<DiscordAnswer<Guild>.Ok>(await client.GetGuildAsync(guild, SandboxDiscord.Patience, Ct));
        var before = relay.Connections;

        await relay.ForgetAsync();
        var start = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.GetGuildAsync(guild, SandboxDiscord.Patience, Ct)));

        Assert.All(answers, answer => Assert.IsType<DiscordAnswer<Guild>.Ok>(answer));
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), _try, _try * 3);
        Assert.InRange(relay.Connections, before + 1, before + 2);
        Assert.All(protocols, protocol => Assert.Equal("HTTP/2", protocol));
    }

    [Fact]
    public async Task A_call_that_takes_its_time_is_not_cut_when_another_one_gives_the_connection_up()
    {
        await using var sandbox = await SandboxServer.StartAsync(new SandboxOptions { Speed = 50, Secure = true }, Ct);
        await using var relay = new SilencingRelay(sandbox.Url);
        await using var services = Services(sandbox, relay);
        var client = services.GetRequiredService<DiscordClient>();
        var guild = new GuildId(sandbox.World.TheGuild.Id);
        Assert.IsType<DiscordAnswer<MemberId>.Ok>(await client.GetCurrentUserAsync(SandboxDiscord.Patience, Ct));
        sandbox.Faults.Add("GET /users/@me", Fault.Hang(), times: 1);
        var slow = sandbox.Faults.Add("GET /guilds/*/members", Fault.SlowBody(_try * 0.8), times: 1);

        var hanging = client.GetCurrentUserAsync(SandboxDiscord.Patience, Ct);
        await Task.Delay(_try * 0.6, TimeProvider.System, Ct);
        var page = await client.ListMembersAsync(guild, null, SandboxDiscord.Patience, Ct);

        Assert.IsType<DiscordAnswer<MemberPage>.Ok>(page);
        Assert.Equal(1, slow.Hits);
        Assert.Single(sandbox.Journal.Requests, request => request.Path.EndsWith("/members", StringComparison.Ordinal));
        Assert.IsType<DiscordAnswer<MemberId>.Ok>(await hanging);
    }

    [Fact]
    public void Connections_ask_for_a_sign_of_life_while_they_are_idle_too()
    {
        using var handler = RenewedConnections.Handler();

        Assert.Equal(
            (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), HttpKeepAlivePingPolicy.Always, false),
            (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout, handler.KeepAlivePingPolicy, handler.AllowAutoRedirect));
    }

    [Fact]
    public async Task Whoever_comes_late_gives_up_nothing_that_is_new()
    {
        var made = 0;
        using var connections = new RenewedConnections(() => new Silent(++made));
        using var sender = new HttpMessageInvoker(connections, disposeHandler: false);
        using var first = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
        using var second = new HttpRequestMessage(HttpMethod.Get, "http://localhost/");
        using var one = await sender.SendAsync(first, Ct);
        using var two = await sender.SendAsync(second, Ct);

        RenewedConnections.GiveUp(first);
        RenewedConnections.GiveUp(second);
        RenewedConnections.GiveUp(first);

        using var third = await sender.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://localhost/"), Ct);
        Assert.Equal("1 1 2", $"{one.ReasonPhrase} {two.ReasonPhrase} {third.ReasonPhrase}");
        Assert.Equal(2, made);
    }

    private static ServiceProvider Services(SandboxServer sandbox, SilencingRelay relay)
    {
        var services = new ServiceCollection()
            .AddDiscord()
            .AddSingleton(Options.Create(new DiscordOptions
            {
                Token = sandbox.Token,
                ApiBaseUrl = new Uri(relay.Address, "/api/v10"),
                TryTimeout = _try,
                RetryDelay = TimeSpan.FromMilliseconds(2),
            }));
        services.AddHttpClient(DiscordSender.ClientName).ConfigurePrimaryHttpMessageHandler(() => new RenewedConnections(() =>
        {
            var handler = RenewedConnections.Handler();
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == sandbox.Certificate!.GetCertHashString();
            return handler;
        }));
        return services.BuildServiceProvider();
    }

    private sealed class Silent(int number) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { ReasonPhrase = $"{number}" });
    }
}
