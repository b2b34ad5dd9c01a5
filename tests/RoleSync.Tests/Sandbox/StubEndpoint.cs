using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace RoleSync.Tests.Sandbox;

/// <summary>An endpoint that gives every interaction the same answer.</summary>
internal sealed class StubEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubEndpoint(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static Task<StubEndpoint> StartAsync(string answer) => StartAsync(http => http.Response.WriteAsync(answer, http.RequestAborted));

    public static async Task<StubEndpoint> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync(Probe.Ct);
        return new StubEndpoint(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
