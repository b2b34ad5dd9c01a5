using System.Text.Json;
using RoleSync.Sandbox.Http;
using RoleSync.Sandbox.Recording;
using RoleSync.Sandbox.Worlds;

namespace RoleSync.Sandbox.Ethos;

/// <summary>People: by Discord account, one or 500 at once; by X; their validator NFTs.</summary>
internal sealed class UserRoutes(EthosDirectory people, Chance chance, Journal journal)
{
    public IEnumerable<ApiRoute> All =>
    [
        new("POST", "/users/by/discord", ManyByDiscord),
        new("GET", "/user/by/discord/{id}", call => OneUser(Call.TryParseSnowflake(call.Segment(3), out var id) ? people.Find(id) : null)),
        new("GET", "/user/by/x/{name}", call => OneUser(people.FindByHandle(call.Segment(3)) ?? people.FindByUserkey($"service:x.com:{call.Segment(3)}"))),
        new("GET", "/nfts/user/{userkey}/owns-validator", call => Validators(people.FindByUserkey(call.Segment(2)))),
    ];

    private static Answer OneUser(EthosUser? user) => user is null ? EthosError.UserNotFound() : Answer.Json(200, json => json.WriteUser(user));

    private Answer ManyByDiscord(Call call)
    {
        using var body = call.HasJsonContentType ? call.TryJson() : null;
        if (body is null || body.RootElement.ValueKind != JsonValueKind.Object
            || !body.RootElement.TryGetProperty("discordIds", out var ids) || ids.ValueKind != JsonValueKind.Array)
        {
            return EthosError.BadRequest("discordIds: Required");
        }
        if (ids.GetArrayLength() is 0 or > 500)
        {
            return EthosError.BadRequest("discordIds: Array must contain at least 1 and at most 500 element(s)");
        }
        List<EthosUser> found = [];
        HashSet<long> seen = [];
        foreach (var item in ids.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !Call.TryParseSnowflake(item.GetString(), out var id))
            {
                return EthosError.BadRequest($"discordIds: Invalid Discord id {item}");
            }
            if (people.Find(id) is { } user && seen.Add(user.Id))
            {
                found.Add(user);
            }
        }
        journal.LookedUp(ids.GetArrayLength());
        found.Sort((one, other) => chance.Draw((ulong)one.Id).CompareTo(chance.Draw((ulong)other.Id))); // never in the order of the request
        return Answer.Json(200, json =>
        {
            json.WriteStartArray();
            found.ForEach(json.WriteUser);
            json.WriteEndArray();
        });
    }

    private static Answer Validators(EthosUser? user) => user is null ? EthosError.UserNotFound() : Answer.Json(200, json =>
    {
        json.WriteStartArray();
        for (var token = 0; token < user.ValidatorNftCount; token++)
        {
            WriteValidator(json, user, token);
        }
        json.WriteEndArray();
    });

    private static void WriteValidator(Utf8JsonWriter json, EthosUser user, int token)
    {
        json.WriteStartObject();
        json.WriteString("contractAddress", "0x00000000000000000000000000000000000000aa");
        json.WriteString("tokenId", $"{(user.Id + token) % 256}");
        json.WriteString("name", $"Ethos Validator #{(user.Id + token) % 256}");
        foreach (var name in (ReadOnlySpan<string>)["description", "imageUrl", "thumbnailUrl", "animationUrl", "animationMime", "tokenUri",
            "attributesJson", "mintedAt", "acquiredAt", "lastActivityAt"])
        {
            json.WriteNull(name);
        }
        json.WriteString("createdAt", "2025-01-01T00:00:00.000Z");
        json.WriteString("updatedAt", "2025-01-01T00:00:00.000Z");
        json.WriteStartArray("NftOwners");
        json.WriteStartObject();
        json.WriteString("ownerAddress", user.Address);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("collection");
        json.WriteString("slug", "ethos-validators");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
