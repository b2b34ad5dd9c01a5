using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace RoleSync.Simulation.Service;

/// <summary>Takes the place of Kestrel: requests are handed over in memory, whole, and answered whole.</summary>
internal sealed class InProcessServer : IServer
{
    /// <summary>The token that the simulated people have.</summary>
    public const string Token = "a-token-of-the-simulation-and-no-secret";

    private Func<IFeatureCollection, Task>? _application;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _application = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, null);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _application = null;
        return Task.CompletedTask;
    }

    public async Task<(int Status, JsonElement Body)> AnswerAsync(string method, string path, object? body)
    {
        if (_application is not { } application)
        {
            return (0, default);
        }

        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
        var target = path.Split('?');
        var request = new HttpRequestFeature
        {
            Method = method,
            Scheme = "http",
            Path = target[0],
            QueryString = target.Length > 1 ? $"?{target[1]}" : "",
            RawTarget = path,
            Protocol = "HTTP/1.1",
            Body = bytes is null ? Stream.Null : new MemoryStream(bytes),
        };
        request.Headers.Host = "localhost:8000";
        request.Headers.Authorization = $"Bearer {Token}";
        if (bytes is not null)
        {
            request.Headers.ContentType = "application/json";
            request.Headers.ContentLength = bytes.Length;
        }

        var answer = new MemoryStream();
        var features = new FeatureCollection();
        var response = new HttpResponseFeature();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
        features.Set<IHttpConnectionFeature>(new HttpConnectionFeature { RemoteIpAddress = IPAddress.Loopback, LocalIpAddress = IPAddress.Loopback });
        features.Set<IHttpRequestBodyDetectionFeature>(new BodyDetection(bytes is not null));
        await application(features);
        await features.Get<IHttpResponseBodyFeature>()!.CompleteAsync();
        return (response.StatusCode, answer.Length == 0 || answer.GetBuffer()[0] is not ((byte)'{' or (byte)'[') ? default : JsonDocument.Parse(answer.ToArray()).RootElement);
    }

    public void Dispose()
    {
    }

    private sealed record BodyDetection(bool CanHaveBody) : IHttpRequestBodyDetectionFeature;
}
