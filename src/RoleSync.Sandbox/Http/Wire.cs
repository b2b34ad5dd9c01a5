using System.IO.Compression;
using System.Text.Json.Nodes;
using RoleSync.Sandbox.Faulting;

namespace RoleSync.Sandbox.Http;

/// <summary>Puts an answer on the wire, with the faults that strike its body.</summary>
internal sealed class Wire(TimeProvider time, bool compress)
{
    private const int WorthCompressing = 1024;

    public async Task SendAsync(HttpContext http, Answer answer, IReadOnlyList<FaultRule> striking, CancellationToken ct)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }
        if (answer.Body is not { } body || answer.Status == StatusCodes.Status204NoContent)
        {
            return;
        }
        response.ContentType = string.IsNullOrEmpty(answer.ContentType) ? null : answer.ContentType;
        DamageBody(body, answer.Status, striking);
        if (compress && body.Length > WorthCompressing && http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            using var packed = new MemoryStream(body.Length / 4);
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(body.Written.Span);
            }
            await WriteAsync(http, packed.GetBuffer().AsMemory(0, (int)packed.Length), striking, ct);
            return;
        }
        await WriteAsync(http, body.Written, striking, ct);
    }

    private static void DamageBody(PooledBuffer body, int status, IReadOnlyList<FaultRule> striking)
    {
        foreach (var rule in striking)
        {
            if (rule.Fault.Kind == FaultKind.Rewrite && status is >= 200 and < 300)
            {
                var changed = rule.Fault.Change!(JsonNode.Parse(body.Written.Span));
                body.Replace(System.Text.Encoding.UTF8.GetBytes(changed?.ToJsonString() ?? "null"));
            }
            else if (rule.Fault.Kind == FaultKind.Truncate)
            {
                body.Replace(body.Written.Span[..(body.Length / 2)].ToArray());
            }
        }
    }

    private async Task WriteAsync(HttpContext http, ReadOnlyMemory<byte> bytes, IReadOnlyList<FaultRule> striking, CancellationToken ct)
    {
        http.Response.ContentLength = bytes.Length;
        if (striking.Any(rule => rule.Fault.Kind == FaultKind.ResetMidBody))
        {
            await http.Response.Body.WriteAsync(bytes[..(bytes.Length / 2)], ct);
            await http.Response.Body.FlushAsync(ct);
            http.Abort();
            return;
        }
        if (striking.FirstOrDefault(rule => rule.Fault.Kind == FaultKind.SlowBody) is { } slow)
        {
            for (var piece = 0; piece < 10; piece++)
            {
                await http.Response.Body.WriteAsync(bytes[(bytes.Length * piece / 10)..(bytes.Length * (piece + 1) / 10)], ct);
                await http.Response.Body.FlushAsync(ct);
                await Task.Delay(slow.Fault.Time / 10, time, ct);
            }
            return;
        }
        await http.Response.Body.WriteAsync(bytes, ct);
    }
}
