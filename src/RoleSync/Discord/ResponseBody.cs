using System.Buffers;

namespace RoleSync.Discord;

/// <summary>The body of an answer in a rented buffer.</summary>
internal sealed class ResponseBody : IDisposable
{
    private const int FirstBuffer = 16 * 1024;
    private const int MostBytes = 64 * 1024 * 1024;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _length;

    private ResponseBody()
    {
    }

    public ReadOnlySpan<byte> Utf8 => _buffer.AsSpan(0, _length);

    /// <summary>Reads it to its end.</summary>
    /// <exception cref="InvalidDataException">It is longer than anything that Discord sends.</exception>
    public static async Task<ResponseBody> ReadAsync(HttpContent content, CancellationToken ct)
    {
        var body = new ResponseBody();
        try
        {
            await body.FillAsync(await content.ReadAsStreamAsync(ct), ct);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async Task FillAsync(Stream stream, CancellationToken ct)
    {
        int read;
        while ((read = await stream.ReadAsync(_buffer.AsMemory(_length), ct)) > 0)
        {
            _length += read;
            if (_length == _buffer.Length)
            {
                Grow();
            }
        }
    }

    private void Grow()
    {
        if (_length >= MostBytes)
        {
            throw new InvalidDataException($"its answer is longer than {MostBytes / (1024 * 1024)} MB");
        }

        var larger = ArrayPool<byte>.Shared.Rent(_length * 2);
        Utf8.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
