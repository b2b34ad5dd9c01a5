using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RoleSync.Notifying;

/// <summary>The address of a webhook. A secret: whoever has it can write into the channel.</summary>
internal sealed class WebhookAddress(Uri address)
{
    /// <summary>What a person is told of a webhook that is not called any more.</summary>
    public const string RefusedSentence =
        "Discord knows the webhook of the digest no more, so it is not called any more and runs end without a digest: make a new one in the server's "
        + "settings (Integrations) and set DISCORD_WEBHOOK_URL.";

    /// <summary>A number that stands for the address and tells nothing of it.</summary>
    public long Number { get; } = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri)));

    /// <summary>The webhook itself.</summary>
    public Uri Itself => With(address.AbsolutePath, null);

    /// <summary>Where a new message is posted; the answer is the message.</summary>
    public Uri ForPosting => With(address.AbsolutePath, "wait=true");

    /// <summary>Where a message is edited.</summary>
    public Uri Of(ulong message) =>
        With(string.Create(CultureInfo.InvariantCulture, $"{address.AbsolutePath.TrimEnd('/')}/messages/{message}"), null);

    /// <summary>Nothing of the secret.</summary>
    public override string ToString() => "the webhook of the digest";

    // A thread is named in the query: https://discord.com/developers/docs/resources/webhook#execute-webhook
    private Uri With(string path, string? query)
    {
        var own = address.Query.TrimStart('?');
        return new UriBuilder(address) { Path = path, Query = string.Join('&', new[] { own, query }.Where(part => !string.IsNullOrEmpty(part))) }.Uri;
    }
}
