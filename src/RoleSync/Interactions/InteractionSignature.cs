using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using NSec.Cryptography;

namespace RoleSync.Interactions;

/// <summary>
/// Tells Discord's requests from others: Ed25519 over timestamp and body, with the application's key. See
/// <see href="https://discord.com/developers/docs/interactions/overview#setting-up-an-endpoint-validating-security-request-headers">Discord's page</see>.
/// That a request must be of these minutes is our own rule: Discord sends each at once, so an older one was recorded by somebody.
/// </summary>
internal sealed class InteractionSignature(IOptions<CommandOptions> options, TimeProvider time)
{
    /// <summary>How far a request's time may be from ours, in either direction.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int SignatureDigits = 128;
    private const int MostTimestampDigits = 20;

    private readonly PublicKey? _key = options.Value.PublicKey is { } bytes
        && PublicKey.TryImport(SignatureAlgorithm.Ed25519, bytes, KeyBlobFormat.RawPublicKey, out var key) ? key : null;

    /// <summary>Whether there is a key to check with.</summary>
    public bool CanCheck => _key is not null;

    /// <summary>Whether the headers are such as Discord sends, of these minutes. To be asked before the body is read.</summary>
    public bool Promises(IHeaderDictionary headers, out SignedHeaders signed)
    {
        signed = default;
        if (headers["X-Signature-Ed25519"] is not [{ Length: SignatureDigits } hex] || headers["X-Signature-Timestamp"] is not [{ Length: > 0 and <= MostTimestampDigits } timestamp])
        {
            return false;
        }

        var signature = new byte[SignatureDigits / 2];
        if (Convert.FromHexString(hex, signature, out _, out _) != System.Buffers.OperationStatus.Done
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0) - seconds) > Window.TotalSeconds)
        {
            return false;
        }

        signed = new SignedHeaders(timestamp, signature);
        return true;
    }

    /// <summary>Whether Discord has signed these very bytes.</summary>
    public bool Fits(SignedHeaders signed, ReadOnlySpan<byte> body)
    {
        var message = new byte[signed.Timestamp.Length + body.Length];
        Encoding.ASCII.GetBytes(signed.Timestamp, message);
        body.CopyTo(message.AsSpan(signed.Timestamp.Length));
        return _key is not null && SignatureAlgorithm.Ed25519.Verify(_key, message, signed.Signature);
    }
}

/// <summary>What a request says of its signature.</summary>
/// <param name="Timestamp">Seconds since 1970 in decimal digits, as they were signed.</param>
/// <param name="Signature">64 bytes.</param>
internal readonly record struct SignedHeaders(string Timestamp, byte[] Signature);
