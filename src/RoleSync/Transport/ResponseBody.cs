using System.Buffers;

namespace RoleSync.Transport;

/// <summary>The body of an answer in a rented buffer, unfolded and read with a bound, and its text made whole before anybody reads it as JSON.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstBuffer = 16 * 1024;
    private readonly int _mostBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    private ResponseBody(int mostBytes, bool isJson)
    {
        _mostBytes = mostBytes;
        IsJson = isJson;
    }

    /// <summary>Whether its sender calls it JSON.</summary>
    public bool IsJson { get; }

    /// <summary>Every byte, in UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => _buffer.AsSpan(0, _length);

    /// <summary>The same, for readers that keep it for a while.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    /// <summary>Reads it to its end.</summary>
    /// <param name="content">The body; what was compressed is unfolded as it comes, and counted so.</param>
    /// <param name="mostBytes">The most that such an answer can have.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="InvalidDataException">It is longer than that.</exception>
    public static async Task<ResponseBody> ReadAsync(HttpContent content, int mostBytes, CancellationToken ct)
    {
        var body = new ResponseBody(mostBytes, IsJsonType(content));
        try
        {
            await using var stream = await content.ReadAsStreamAsync(ct);
            await body.FillAsync(stream, ct);
            JsonText.Repair(body._buffer.AsSpan(0, body._length));
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Whether its sender calls a body JSON.</summary>
    public static bool IsJsonType(HttpContent content) =>
        string.Equals(content.Headers.ContentType?.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _length = 0;
    }

    private async Task FillAsync(Stream stream, CancellationToken ct)
    {
        int read;
        while ((read = await stream.ReadAsync(_buffer.AsMemory(_length), ct)) > 0)
        {
            _length += read;
            if (_length > _mostBytes || (_length == _mostBytes && await stream.ReadAsync(new byte[1], ct) > 0))
            {
                throw new InvalidDataException($"its answer is longer than {Size(_mostBytes)}");
            }

            if (_length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    /// <summary>Never far beyond the bound: what is rented stays with the process.</summary>
    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_length * 2, Math.Max(_mostBytes, _length + 1)));
        Utf8.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static string Size(int bytes) => bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes / 1024} KB";
}
