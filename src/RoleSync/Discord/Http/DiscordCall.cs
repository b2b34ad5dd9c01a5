using RoleSync.Discord.RateLimits;

namespace RoleSync.Discord.Http;

/// <summary>One call of the API.</summary>
/// <typeparam name="T">What a success carries.</typeparam>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below the API's root, beginning with a slash, query included.</param>
/// <param name="Route">What Discord counts it by.</param>
/// <param name="Read">Reads the body of a 2xx answer; throws <see cref="System.Text.Json.JsonException"/> when it has the wrong shape.</param>
internal sealed record DiscordCall<T>(HttpMethod Method, string Path, RouteKey Route, BodyReader<T> Read)
{
    /// <summary>Gives the call up, but only while nothing of it was sent: whoever has begun to write wants to know how it ends.</summary>
    public CancellationToken Leaving { get; init; }

    /// <summary>Asked once the limits let a try go, right before it is sent, and before each further try; null where nobody need be asked. False: nothing more is sent.</summary>
    public Func<CancellationToken, Task<bool>>? MaySend { get; init; }

    /// <summary>What the guild's audit log says of the call; null for a call that changes nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it may be sent again when no usable answer came. Not where it carries what was read a moment ago and may be stale by then.</summary>
    public bool MayRepeat { get; init; } = true;

    /// <summary>Whether Discord answers a success with nothing at all (204) instead of JSON.</summary>
    public bool AnswersNothing { get; init; }

    /// <summary>The most bytes that a success can have, once it is unfolded.</summary>
    public int MostBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>JSON to send; null for none.</summary>
    public byte[]? Body { get; init; }
}

/// <summary>Reads the whole body of an answer.</summary>
/// <typeparam name="T">What it holds.</typeparam>
/// <param name="body">UTF-8, as long as the answer was.</param>
internal delegate T BodyReader<out T>(ReadOnlySpan<byte> body);
