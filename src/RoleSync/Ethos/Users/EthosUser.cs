using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using RoleSync.Core.Guilds;
using RoleSync.Core.Standings;

namespace RoleSync.Ethos.Users;

/// <summary>
/// Reads one user of Ethos's answer: blind to what does not matter, strict about what decides. A field that decides and is missing
/// or of the wrong type makes the person Unknown; nobody loses a role over it.
/// </summary>
internal static class EthosUser
{
    private static readonly Standing _merged = new Standing.Unknown("Ethos has merged this user into another one.");
    private static readonly Standing _noStatus = new Standing.Unknown("Ethos sent no status that is known here.");
    private static readonly Standing _noScore = new Standing.Unknown("Ethos sent no score from 0 to 2800.");
    private static readonly Standing _noCount = new Standing.Unknown("Ethos did not say how many validators the person holds.");
    private static readonly Standing _noHuman = new Standing.Unknown("Ethos sent a human verification that is not known here.");
    private static readonly Standing _noInteractions = new Standing.Unknown("Ethos did not say enough to tell whether anybody has interacted with the person.");

    private static ReadOnlySpan<byte> Damage => "\uFFFD"u8;

    /// <summary>The list of userkeys; null when there is none.</summary>
    public static JsonElement? Userkeys(JsonElement user) =>
        user.ValueKind == JsonValueKind.Object && user.TryGetProperty("userkeys"u8, out var keys) && keys.ValueKind == JsonValueKind.Array ? keys : null;

    /// <summary>What a userkey names; the member when it is a Discord account.</summary>
    public static UserkeyKind Read(JsonElement userkey, out MemberId member)
    {
        member = default;
        if (userkey.ValueKind != JsonValueKind.String)
        {
            return UserkeyKind.Damaged;
        }

        // The raw bytes spare a string per key; one with an escape is rare and takes the long way.
        var text = JsonMarshal.GetRawUtf8Value(userkey)[1..^1];
        text = text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(userkey.GetString()!) : text;
        if (text.Contains((byte)'?') || text.IndexOf(Damage) >= 0)
        {
            // Something in it was no text and was replaced when it came: it may have been anybody's.
            return UserkeyKind.Damaged;
        }

        if (text.StartsWith("service:discord:"u8))
        {
            var isId = Snowflake.TryParse(text["service:discord:"u8.Length..], out var id);
            member = new MemberId(id);
            return isId ? UserkeyKind.Discord : UserkeyKind.Damaged;
        }

        return text.StartsWith("address:"u8) ? UserkeyKind.Address : UserkeyKind.Other;
    }

    /// <summary>Known when every field that decides is there and makes sense, else Unknown.</summary>
    public static Standing Judge(JsonElement user, JsonElement userkeys)
    {
        if (!Text(user, "status"u8, out var status) || !(status.ValueEquals("ACTIVE"u8) || status.ValueEquals("INACTIVE"u8)))
        {
            return status.ValueKind == JsonValueKind.String && status.ValueEquals("MERGED"u8) ? _merged : _noStatus;
        }

        if (Number(user, "score"u8) is not (>= 0 and <= 2800 and var score))
        {
            return _noScore;
        }

        if (Number(user, "validatorNftCount"u8) is not (>= 0 and var validators))
        {
            return _noCount;
        }

        if (IsHuman(user) is not { } isHuman)
        {
            return _noHuman;
        }

        return EthosInteractions.Of(user, userkeys) is { } interacts
            ? new Standing.Known(score, validators > 0, isHuman, interacts)
            : _noInteractions;
    }

    /// <summary>The number of a field; null when it is missing or none.</summary>
    internal static double? Number(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Missing and null are documented as "not verified"; a value that Ethos did not have when this was written decides nothing.</summary>
    private static bool? IsHuman(JsonElement user)
    {
        if (!user.TryGetProperty("humanVerificationStatus"u8, out var status) || status.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (status.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        return status.ValueEquals("VERIFIED"u8) ? true
            : status.ValueEquals("REQUESTED"u8) || status.ValueEquals("PENDING"u8) || status.ValueEquals("REVOKED"u8) ? false
            : null;
    }

    private static bool Text(JsonElement parent, ReadOnlySpan<byte> name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind == JsonValueKind.String;
}
