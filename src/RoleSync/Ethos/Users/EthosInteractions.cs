using System.Text.Json;

namespace RoleSync.Ethos.Users;

/// <summary>Tells whether anybody has interacted with a user. Yes needs one proof; no needs every field that could be one; else null.</summary>
internal static class EthosInteractions
{
    /// <summary>At least one received review or vouch, or a linked address, or a profile.</summary>
    public static bool? Of(JsonElement user, JsonElement userkeys)
    {
        if (HasAddress(userkeys))
        {
            return true;
        }

        var stats = user.TryGetProperty("stats"u8, out var value) && value.ValueKind == JsonValueKind.Object ? value : (JsonElement?)null;
        return Any(HasProfile(user), HasReviews(stats), HasVouches(stats), HasVouchTotals(stats));
    }

    private static bool? Any(params ReadOnlySpan<bool?> proofs) => proofs.Contains(true) ? true : proofs.Contains(null) ? null : false;

    private static bool HasAddress(JsonElement userkeys)
    {
        foreach (var userkey in userkeys.EnumerateArray())
        {
            if (EthosUser.Read(userkey, out _) == UserkeyKind.Address)
            {
                return true;
            }
        }

        return false;
    }

    private static bool? HasProfile(JsonElement user) => user.TryGetProperty("profileId"u8, out var profile)
        ? profile.ValueKind switch
        {
            JsonValueKind.Number => true,
            JsonValueKind.Null => false,
            _ => null,
        }
        : null;

    private static bool? HasReviews(JsonElement? stats) =>
        Child(Child(stats, "review"u8), "received"u8) is { ValueKind: JsonValueKind.Object } received
            ? Any(IsPositive(received, "negative"u8), IsPositive(received, "neutral"u8), IsPositive(received, "positive"u8))
            : null;

    /// <summary><c>stats.vouch</c> is on its way out, so that its absence means nothing.</summary>
    private static bool? HasVouches(JsonElement? stats)
    {
        if (Child(stats, "vouch"u8) is not { } vouch || vouch.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        return Child(vouch, "received"u8) is { ValueKind: JsonValueKind.Object } received ? IsPositive(received, "count"u8) : null;
    }

    /// <summary>The shape of <c>stats.vouchTotals</c> is published nowhere: any received count in it will do, wherever it stands.</summary>
    private static bool? HasVouchTotals(JsonElement? stats) =>
        Child(stats, "vouchTotals"u8) is { ValueKind: not JsonValueKind.Null } totals ? HasCount(totals) : false;

    /// <summary>True for a positive count, false where every count is 0 or the list is empty, null where something else stands.</summary>
    private static bool? HasCount(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => HasCountInList(element),
        JsonValueKind.Object => HasCountInMap(element),
        _ => null,
    };

    private static bool? HasCountInList(JsonElement list)
    {
        bool? found = list.GetArrayLength() == 0 ? false : null;
        foreach (var item in list.EnumerateArray())
        {
            found = Either(found, HasCount(item));
        }

        return found;
    }

    private static bool? HasCountInMap(JsonElement map)
    {
        bool? found = map.GetPropertyCount() == 0 ? false : null;
        foreach (var property in map.EnumerateObject())
        {
            // What the person has given to others proves nothing.
            if (!property.NameEquals("given"u8))
            {
                found = Either(found, property.NameEquals("count"u8) ? IsPositive(map, "count"u8) : HasCount(property.Value));
            }
        }

        return found;
    }

    private static bool? Either(bool? one, bool? other) => one == true || other == true ? true : one ?? other;

    private static bool? IsPositive(JsonElement parent, ReadOnlySpan<byte> name) => EthosUser.Number(parent, name) is { } number ? number > 0 : null;

    private static JsonElement? Child(JsonElement? parent, ReadOnlySpan<byte> name) =>
        parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var child) ? child : null;
}
