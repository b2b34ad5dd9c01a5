using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Quartz;
using RoleSync.Core.Guilds;

namespace RoleSync.Configuration;

/// <summary>The formats that settings are written in.</summary>
internal static class Formats
{
    // Longer than any token there is; a header that is much longer is taken by no server.
    private const int LongestToken = 2_000;

    private static readonly DateTimeOffset _anyTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>true, false, 1 or 0.</summary>
    public static readonly Format<bool> Switch = new("write true or false", TryReadSwitch);

    /// <summary>A share such as <c>20%</c>, read as a number from 0 to 1. A bare number would leave open whether 1 is all or a hundredth.</summary>
    public static readonly Format<double> Share = new("write a share from 0% to 100%, with the percent sign", TryReadShare);

    /// <summary>A root address without a slash at the end. Plain http is for this machine only: everything else carries a token.</summary>
    public static readonly Format<Uri> ApiRoot = new(
        "write the https:// root of the API, which ends with its version such as /api/v10, without a name, password, query or fragment (http:// only for localhost, 127.0.0.1 or [::1])",
        TryReadApiRoot);

    /// <summary>The https address of a webhook: a secret.</summary>
    public static readonly Format<Uri> WebhookUrl = new(
        "write the whole https:// address of the webhook, https://discord.com/api/webhooks/ID/TOKEN, and nothing behind the token but ?thread_id=", TryReadWebhook, IsSecret: true);

    /// <summary>A root address that people are sent to; nothing is sent there.</summary>
    public static readonly Format<Uri> LinkRoot = new("write an http:// or https:// address without a name, password, query or fragment", TryReadLinkRoot);

    /// <summary>A token: visible ASCII characters without a blank, as a header can carry.</summary>
    public static readonly Format<string> Token = new("write the token alone, without blanks and without \"Bot\" or \"Bearer\" before it", TryReadToken, IsSecret: true);

    /// <summary>What is sent as X-Ethos-Client.</summary>
    public static readonly Format<string> Client = new("write a name such as rolesync@1.0, visible ASCII characters without blanks", TryReadToken);

    /// <summary>The name of this machine for itself.</summary>
    public const string Localhost = "localhost";

    /// <summary>An address of this machine, as a URL carries it: <c>0.0.0.0</c>, <c>[::1]</c>, or <c>localhost</c> for both loopback addresses.</summary>
    public static readonly Format<string> Host = new("write an address of this machine such as 127.0.0.1, 10.0.0.5, 0.0.0.0 or ::, or localhost", TryReadHost);

    /// <summary>A snowflake.</summary>
    public static readonly Format<ulong> Id = new(
        "write the decimal id that Discord shows with Copy ID (17 to 19 digits)", (string text, out ulong value) => Snowflake.TryParse(text.AsSpan(), out value));

    /// <summary>An Ed25519 public key.</summary>
    public static readonly Format<byte[]> PublicKey = new("write the 64 hexadecimal digits from the developer portal", TryReadPublicKey);

    /// <summary>A UNIX cron expression.</summary>
    public static readonly Format<string> Cron = new(
        "write the five fields of UNIX cron: minute, hour, day of month, month, day of week (0 2 * * * is 02:00 UTC every day)", TryReadCron);

    /// <summary>A whole number.</summary>
    public static Format<int> Number(int minimum, int maximum) => new(
        string.Create(CultureInfo.InvariantCulture, $"write a whole number from {minimum} to {maximum}"),
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= minimum && value <= maximum);

    /// <summary>Whole milliseconds, at most an hour.</summary>
    public static readonly Format<TimeSpan> Milliseconds = new("write whole milliseconds from 0 to 3600000", TryReadMilliseconds);

    /// <summary>A time of the form <c>hh:mm:ss</c>. A bare number is refused: .NET would take it for days.</summary>
    public static Format<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) => new(
        $"write hours:minutes:seconds from {Written(minimum)} to {Written(maximum)}",
        (string text, out TimeSpan value) =>
            TryReadDuration(text, out value) && value >= minimum && value <= maximum);

    private static string Written(TimeSpan time) => time < TimeSpan.FromDays(1)
        ? time.ToString("c", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    // .NET would take 24:00:00 for 24 days.
    private static bool TryReadDuration(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (text.Split(':') is [{ Length: > 0 and <= 5 } hours, _, _] && hours.All(char.IsAsciiDigit) && TimeSpan.TryParse($"0{text[hours.Length..]}", CultureInfo.InvariantCulture, out var rest))
        {
            value = TimeSpan.FromHours(int.Parse(hours, CultureInfo.InvariantCulture)) + rest;
            return true;
        }

        return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>One of an enum's names, in any case.</summary>
    public static Format<T> OneOf<T>()
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return new(
            $"write {string.Join(" or ", names.Select(name => name.ToLowerInvariant()))}",
            (string text, out T value) =>
                Enum.TryParse(text, ignoreCase: true, out value) && names.Contains(text, StringComparer.OrdinalIgnoreCase));
    }

    private static bool TryReadSwitch(string text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadShare(string text, out double value)
    {
        value = 0;
        if (text is not [.. var number, '%']
            || !double.TryParse(number.TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent))
        {
            return false;
        }

        value = percent / 100;
        return percent is >= 0 and <= 100;
    }

    private static bool TryReadApiRoot(string text, out Uri value)
    {
        if (!Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out value!))
        {
            return false;
        }

        // What follows the version is the product's own: /users/@me at the end would be asked for everything below it.
        return MayBeCalled(value) && value is { UserInfo: "", Query: "", Fragment: "" } && !text.AsSpan().ContainsAny('?', '#')
            && value.Segments[^1] is "api" or ['v', >= '0' and <= '9', ..];
    }

    private static bool TryReadWebhook(string text, out Uri value) =>
        Uri.TryCreate(text, UriKind.Absolute, out value!) && MayBeCalled(value) && value is { UserInfo: "", Fragment: "" }
        && value.Segments is [.., "webhooks/", var id, var token] && ulong.TryParse(id.TrimEnd('/'), NumberStyles.None, CultureInfo.InvariantCulture, out _) && token.TrimEnd('/').Length > 0;

    private static bool TryReadLinkRoot(string text, out Uri value) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out value!)
        && value is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" };

    private static bool MayBeCalled(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address.Host) && LeadsHere(address));

    /// <summary>Whether a host is this machine by its address; <c>localhost</c> is the one name for it.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals(Localhost, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>Whether the name is what it says: a machine may call another one localhost. A name that nobody knows leads nowhere, and no token with it.</summary>
    private static bool LeadsHere(Uri address)
    {
        if (address.HostNameType is not UriHostNameType.Dns)
        {
            return true;
        }

        try
        {
            return Dns.GetHostAddresses(address.Host).All(IPAddress.IsLoopback);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static bool TryReadHost(string text, out string value)
    {
        value = Localhost;
        if (text.Equals(Localhost, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        // "1" would be read as 0.0.0.1.
        if (!IPAddress.TryParse(text.Trim('[', ']'), out var address) || !text.AsSpan().ContainsAny('.', ':'))
        {
            return false;
        }

        value = address.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";
        return true;
    }

    private static bool TryReadToken(string text, out string value)
    {
        value = text;
        return text.Length <= LongestToken && text.All(character => character is > ' ' and <= '~');
    }

    private static bool TryReadPublicKey(string text, out byte[] value)
    {
        value = new byte[32];
        return text.Length == 64 && Convert.FromHexString(text, value, out _, out _) == OperationStatus.Done;
    }

    private static bool TryReadCron(string text, out string value)
    {
        // Quartz would also take @daily; whoever reads the setting elsewhere may not.
        value = text;
        return text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 5
            && CronExpression.TryParse(text, CronFormat.Unix, out var cron)

            // 0 0 30 2 * is well-formed and never comes.
            && cron.GetNextValidTimeAfter(_anyTime) is not null;
    }

    private static bool TryReadMilliseconds(string text, out TimeSpan value)
    {
        var read = Number(0, 3_600_000).TryRead(text, out var milliseconds);
        value = TimeSpan.FromMilliseconds(milliseconds);
        return read;
    }
}
