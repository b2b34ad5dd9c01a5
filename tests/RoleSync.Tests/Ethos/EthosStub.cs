using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Core.Waiting;
using RoleSync.Ethos;
using RoleSync.Ethos.Http;
using RoleSync.Ethos.Standings;
using RoleSync.Testing.Hosting;

namespace RoleSync.Tests.Ethos;

/// <summary>
/// Stands for Ethos inside the process, on a clock of its own: every answer is at hand at once, so that only the client's
/// own waits take time, and that time is counted.
/// </summary>
internal sealed class EthosStub : HttpMessageHandler
{
    private readonly Func<Call, CancellationToken, Task<HttpResponseMessage>> _answer;
    private readonly ServiceProvider _services;

    public EthosStub(Func<Call, CancellationToken, Task<HttpResponseMessage>> answer, Action<EthosOptions>? configure = null)
    {
        _answer = answer;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock).AddEthos().Configure(configure ?? (_ => { }));
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log));
        services.AddHttpClient(EthosRequester.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => this);
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<EthosClient>();
        Batches = _services.GetRequiredService<StandingBatches>();
    }

    public EthosStub(Func<Call, HttpResponseMessage> answer, Action<EthosOptions>? configure = null)
        : this((call, _) => Task.FromResult(answer(call)), configure)
    {
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 1, 2, 0, 0, TimeSpan.Zero));

    public LogLines Log { get; } = new();

    public EthosClient Client { get; }

    public StandingBatches Batches { get; }

    public List<Call> Calls { get; } = [];

    /// <summary>Looks the ids up, letting the clock run in steps of 10 ms until there is an answer.</summary>
    public IReadOnlyDictionary<MemberId, Standing> LookUp(params IReadOnlyCollection<ulong> ids)
    {
        // Without a context every continuation runs inside Advance, so that the clock never outruns the client.
        SynchronizationContext.SetSynchronizationContext(null);
        var looking = Client.LookUpAsync([.. ids.Select(id => new MemberId(id))], new CallUrgency(RequestPriority.Bulk), CancellationToken.None);
        for (var steps = 0; !looking.IsCompleted; steps++)
        {
            Assert.True(steps < 60_000, "The look-up took longer than ten minutes.");
            Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        return looking.GetAwaiter().GetResult();
    }

    public static HttpResponseMessage Json(string body, string type = "application/json") =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, type) };

    /// <summary>A refusal in Ethos's own words.</summary>
    public static HttpResponseMessage Refusal(int status) =>
        new((HttpStatusCode)status) { Content = new StringContent("""{"message":"No","code":"REFUSED"}""", Encoding.UTF8, "application/json") };

    /// <summary>A page with this status, as somebody between here and Ethos sends it.</summary>
    public static HttpResponseMessage Status(int status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("<html>Sorry</html>", Encoding.UTF8, "text/html") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Synchronous: the content is memory.
        using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken));
        var call = new Call(request, reader.ReadToEnd(), Clock.GetUtcNow());
        Calls.Add(call);
        return await _answer(call, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _services.Dispose();
        }

        base.Dispose(disposing);
    }

    internal sealed record Call(HttpRequestMessage Request, string Body, DateTimeOffset At)
    {
        public IReadOnlyList<ulong> Ids { get; } =
            [.. JsonDocument.Parse(Body).RootElement.GetProperty("discordIds").EnumerateArray().Select(id => MemberId.Parse(id.GetString()!).Value)];
    }
}
