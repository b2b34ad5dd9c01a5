using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RoleSync.Simulation.Service;

namespace RoleSync.Simulation.Network;

/// <summary>One request and its answer, as the server sees them.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Nothing here holds more than memory, and whoever is gone disposes of nothing.")]
internal sealed class Exchange : IHttpRequestLifetimeFeature, IHttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly CancellationTokenSource _aborted = new();
    private readonly TaskCompletionSource _headers = new();
    private readonly HttpRequestMessage _request;
    private readonly PipedBody _body = new();

    public Exchange(HttpRequestMessage request, byte[]? body, Process process)
    {
        _request = request;
        Process = process;
        Body = body;
        var uri = request.RequestUri!;
        var sent = new HttpRequestFeature
        {
            Method = request.Method.Method,
            Scheme = uri.Scheme,
            Path = Uri.UnescapeDataString(uri.AbsolutePath),
            RawTarget = uri.PathAndQuery,
            QueryString = uri.Query,
            Protocol = "HTTP/1.1",
            Body = body is null ? Stream.Null : new MemoryStream(body),
        };
        foreach (var (name, values) in request.Headers)
        {
            sent.Headers[name] = string.Join(name == "User-Agent" ? " " : ", ", values);
        }

        if (request.Content is { } content)
        {
            foreach (var (name, values) in content.Headers)
            {
                sent.Headers[name] = string.Join(", ", values);
            }

            sent.Headers.ContentLength = body!.Length;
        }

        sent.Headers.Host = uri.Authority;
        Path = sent.Path;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(sent);
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        _stream = new Writing(this);
        Context = new DefaultHttpContext(features);
    }

    private readonly Writing _stream;

    /// <summary>Who asks.</summary>
    public Process Process { get; }

    /// <summary>What the server handles.</summary>
    public HttpContext Context { get; }

    public string Method => _request.Method.Method;

    public string Path { get; }

    /// <summary>What the audit log is to say.</summary>
    public string? Reason => _request.Headers.TryGetValues("X-Audit-Log-Reason", out var reasons) ? Uri.UnescapeDataString(string.Join(' ', reasons)) : null;

    /// <summary>The body of the request.</summary>
    public byte[]? Body { get; }

    /// <summary>Done when the status and the headers are on their way.</summary>
    public Task HeadersSent => _headers.Task;

    /// <summary>Whether the server cut the connection before it had sent anything.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Whether the caller gave up.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>What has been answered, as far as it has been sent.</summary>
    public ReadOnlyMemory<byte> Answered => _body.Written;

    /// <summary>Whether the whole answer has been sent, unharmed by a cut.</summary>
    public bool IsWhole => !IsCut && _body.IsWhole;

    /// <summary>The caller gives up: the server may notice.</summary>
    public void GiveUp()
    {
        IsAborted = true;
        _aborted.Cancel();
    }

    /// <summary>The server has answered all that it will.</summary>
    public void Finish()
    {
        _headers.TrySetResult();
        _body.Complete(IsCut || _wasCut);
    }

    private bool _wasCut;

    /// <summary>The answer as the caller gets it.</summary>
    public HttpResponseMessage Response(Process process)
    {
        var response = new HttpResponseMessage((HttpStatusCode)StatusCode) { RequestMessage = _request, Content = new StreamContent(_body.ReadBy(process)) };
        foreach (var (name, values) in Headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                response.Content.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        return response;
    }

    CancellationToken IHttpRequestLifetimeFeature.RequestAborted
    {
        get => _aborted.Token;
        set { }
    }

    void IHttpRequestLifetimeFeature.Abort()
    {
        _wasCut = true;
        IsCut = !HasStarted;
        _headers.TrySetResult();
        _body.Complete(isCut: true);
    }

    public int StatusCode { get; set; } = 200;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get => _stream; set { } }

    public bool HasStarted { get; private set; }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    Stream IHttpResponseBodyFeature.Stream => _stream;

    System.IO.Pipelines.PipeWriter IHttpResponseBodyFeature.Writer => _writer ??= System.IO.Pipelines.PipeWriter.Create(_stream, new(leaveOpen: true));

    private System.IO.Pipelines.PipeWriter? _writer;

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        HasStarted = true;
        _headers.TrySetResult();
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Nobody sends files here.");

    public async Task CompleteAsync()
    {
        if (_writer is not null)
        {
            await _writer.FlushAsync();
        }
    }

    /// <summary>The server's end of the answer.</summary>
    private sealed class Writing(Exchange exchange) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush() => exchange.StartAsync();

        public override Task FlushAsync(CancellationToken cancellationToken) => exchange.StartAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Put(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Put(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Put(buffer.AsSpan(offset, count));
            return Task.CompletedTask;
        }

        private void Put(ReadOnlySpan<byte> bytes)
        {
            exchange.HasStarted = true;
            exchange._body.Add(bytes);
        }
    }
}
