using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace RoleSync.Sandbox.Interactions;

/// <summary>The application's key pair, as Discord holds it: Ed25519 over timestamp and body.</summary>
internal sealed class SigningKey : IDisposable
{
    private static readonly TimeSpan _tooFar = TimeSpan.FromHours(1);
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly Key _foreign = Key.Create(SignatureAlgorithm.Ed25519);

    /// <summary>The public half: 64 hexadecimal digits.</summary>
    public string PublicKey => Convert.ToHexStringLower(_key.PublicKey.Export(KeyBlobFormat.RawPublicKey));

    /// <summary>A request with its signature, or with what is wrong with it.</summary>
    public HttpRequestMessage Sign(Uri endpoint, byte[] body, DateTimeOffset now, Tampering tampering)
    {
        var timestamp = tampering switch
        {
            Tampering.OldTimestamp => Seconds(now - _tooFar),
            Tampering.FutureTimestamp => Seconds(now + _tooFar),
            Tampering.WordyTimestamp => "now",
            _ => Seconds(now),
        };
        var signature = Convert.ToHexStringLower(SignatureAlgorithm.Ed25519.Sign(
            tampering == Tampering.ForeignKey ? _foreign : _key, [.. Encoding.ASCII.GetBytes(timestamp), .. body]));
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(tampering == Tampering.ChangedBody ? [.. body, (byte)' '] : body),
        };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)");
        if (tampering != Tampering.MissingSignature)
        {
            request.Headers.TryAddWithoutValidation("X-Signature-Ed25519", tampering switch
            {
                Tampering.ShortSignature => signature[..64],
                Tampering.NotHex => "z" + signature[1..],
                _ => signature,
            });
        }
        if (tampering != Tampering.MissingTimestamp)
        {
            request.Headers.TryAddWithoutValidation("X-Signature-Timestamp", tampering == Tampering.ChangedTimestamp ? Seconds(now - TimeSpan.FromSeconds(1)) : timestamp);
        }
        return request;
    }

    public void Dispose()
    {
        _key.Dispose();
        _foreign.Dispose();
    }

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
