using System.Text.Json;

namespace RoleSync.Ethos.Users;

/// <summary>The reviews and vouches that a user has received: <c>stats</c> of Ethos's answer.</summary>
/// <param name="stats">The object; null where there is none.</param>
internal readonly struct ReceivedStats(JsonElement? stats)
{
    /// <summary>Reviews by what they say; a part is null where it is missing.</summary>
    public ReceivedReviews Reviews
    {
        get
        {
            var received = stats.Child("review"u8).Child("received"u8);
            return new ReceivedReviews(received.Number("positive"u8), received.Number("neutral"u8), received.Number("negative"u8));
        }
    }

    /// <summary>Whether there is a field for vouches at all: it is on its way out, so that its absence means nothing.</summary>
    public bool HasVouchField => stats.Child("vouch"u8) is { ValueKind: not JsonValueKind.Null };

    /// <summary>Vouches, by the field that is on its way out.</summary>
    public double? Vouches => stats.Child("vouch"u8).Child("received"u8).Number("count"u8);

    /// <summary>Whether there is a field for the totals of vouches.</summary>
    public bool HasVouchTotalsField => stats.Child("vouchTotals"u8) is { ValueKind: not JsonValueKind.Null };

    /// <summary>
    /// Vouches by the totals. Their shape is published nowhere: every received count in them is added up, wherever it stands. An empty list or
    /// object is 0; null where nothing in it could be read.
    /// </summary>
    public double? VouchTotals => Total(stats.Child("vouchTotals"u8));

    private static double? Total(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0 ? 0 : TotalOfList(list),
        { ValueKind: JsonValueKind.Object } map => map.GetPropertyCount() == 0 ? 0 : TotalOfMap(map),
        _ => null,
    };

    private static double? TotalOfList(JsonElement list)
    {
        double? total = null;
        foreach (var item in list.EnumerateArray())
        {
            total = Sum(total, Total(item));
        }

        return total;
    }

    private static double? TotalOfMap(JsonElement map)
    {
        double? total = null;
        foreach (var field in map.EnumerateObject())
        {
            // What the person has given to others proves nothing.
            if (!field.NameEquals("given"u8))
            {
                total = Sum(total, field.NameEquals("count"u8) ? JsonFields.Number(map, "count"u8) : Total(field.Value));
            }
        }

        return total;
    }

    private static double? Sum(double? one, double? other) => (one, other) switch
    {
        (null, _) => AtLeastZero(other),
        (_, null) => one,
        _ => one + AtLeastZero(other),
    };

    // A count below zero must not hide another one.
    private static double? AtLeastZero(double? count) => count is { } some ? Math.Max(0, some) : null;
}
