using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;
using RoleSync.Ethos.Users;
using RoleSync.Transport;

namespace RoleSync.Ethos.Http;

/// <summary>Turns the body of a 200 into standings. Users are matched by their userkeys, never by their order.</summary>
internal static class EthosBody
{
    // 500 users are about 1 MB; whatever is larger than this is no answer to the question.
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly Standing _damaged = new Standing.Unknown(
        "Ethos's answer had a user that could not be read or matched, which may be this member.");

    private static readonly Standing _contradiction = new Standing.Unknown("Ethos's answer had two users for this member that differ.");

    /// <summary>Reads the body to its end. Anything but a JSON array is a failure that may be tried again.</summary>
    public static async Task<EthosAnswer> ReadAsync(HttpContent content, ArraySegment<MemberId> asked, CancellationToken ct)
    {
        if (!IsJson(content))
        {
            return new EthosAnswer.Failed(NoJson(content), IsTransient: true);
        }

        using var body = await ResponseBody.ReadAsync(content, MostBytes, ct);
        return Parse(body.Memory, asked);
    }

    /// <summary>Whether the sender calls it JSON: what is none comes from somebody between here and Ethos.</summary>
    public static bool IsJson(HttpContent content) =>
        string.Equals(content.Headers.ContentType?.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Says what came instead.</summary>
    public static string NoJson(HttpContent content) => $"Ethos answered with {content.Headers.ContentType?.MediaType ?? "no content type"} instead of JSON.";

    private static EthosAnswer Parse(ReadOnlyMemory<byte> json, ArraySegment<MemberId> asked)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? Match(document.RootElement, asked)
                : new EthosAnswer.Failed("Ethos's answer was no list of users.", IsTransient: true);
        }
        catch (JsonException)
        {
            return new EthosAnswer.Failed("Ethos's answer was no complete JSON.", IsTransient: true);
        }
    }

    private static EthosAnswer.Read Match(JsonElement users, ArraySegment<MemberId> asked)
    {
        var standings = new Dictionary<MemberId, Standing>(asked.Count);
        foreach (var member in asked)
        {
            standings[member] = Standing.AbsentStanding;
        }

        var damaged = 0;
        foreach (var user in users.EnumerateArray())
        {
            damaged += Place(user, standings) ? 0 : 1;
        }

        if (damaged > 0)
        {
            foreach (var member in asked)
            {
                if (standings[member] is Standing.Absent)
                {
                    standings[member] = _damaged;
                }
            }
        }

        return new EthosAnswer.Read(standings, damaged);
    }

    /// <summary>Gives the user's standing to every asked member that the user is; false when it is nobody's or may be somebody else's too.</summary>
    private static bool Place(JsonElement user, Dictionary<MemberId, Standing> standings)
    {
        if (EthosUser.Userkeys(user) is not { } userkeys)
        {
            return false;
        }

        Standing? standing = null;
        var isWhole = true;
        foreach (var userkey in userkeys.EnumerateArray())
        {
            var kind = EthosUser.Read(userkey, out var member);
            isWhole &= kind != UserkeyKind.Damaged;
            if (kind != UserkeyKind.Discord)
            {
                continue;
            }

            ref var place = ref CollectionsMarshal.GetValueRefOrNullRef(standings, member);
            if (!Unsafe.IsNullRef(ref place))
            {
                standing ??= EthosUser.Judge(user, userkeys);
                place = place is Standing.Absent || place == standing ? standing : _contradiction;
            }
        }

        return isWhole && standing is not null;
    }
}
