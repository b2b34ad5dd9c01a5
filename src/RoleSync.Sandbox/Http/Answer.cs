using System.Text;
using System.Text.Json;

namespace RoleSync.Sandbox.Http;

/// <summary>What a route answers, before faults and compression.</summary>
internal sealed class Answer(int status) : IDisposable
{
    private static readonly JsonWriterOptions _options = new() { SkipValidation = true };

    public int Status { get; } = status;

    public string? ContentType { get; private init; }

    public PooledBuffer? Body { get; private init; }

    /// <summary>Headers beside those that the service puts on every answer.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public static Answer NoContent() => new(204);

    public static Answer Json(int status, Action<Utf8JsonWriter> write)
    {
        var body = new PooledBuffer();
        using var json = new Utf8JsonWriter(body, _options);
        write(json);
        json.Flush();
        return new Answer(status) { ContentType = "application/json", Body = body };
    }

    public static Answer Text(int status, string contentType, string text)
    {
        var body = new PooledBuffer();
        body.Replace(Encoding.UTF8.GetBytes(text));
        return new Answer(status) { ContentType = contentType, Body = body };
    }

    public Answer With(string header, string value)
    {
        Headers.Add(new(header, value));
        return this;
    }

    public void Dispose() => Body?.Dispose();
}
