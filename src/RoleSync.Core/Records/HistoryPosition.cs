using System.Globalization;

namespace RoleSync.Core.Records;

/// <summary>Where a page of changes, newest first, ends, so that the next one begins behind it whatever has come or gone meanwhile; written <c>1764082800000-1099511627776</c>.</summary>
/// <param name="EndedAt">When the outcome of the page's last change was known, in milliseconds since 1970.</param>
/// <param name="Id">The id of that change.</param>
public readonly record struct HistoryPosition(long EndedAt, long Id)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out HistoryPosition position)
    {
        position = default;
        if (text.Split('-') is not [var at, var id] || !TryRead(at, out var endedAt) || !TryRead(id, out var change))
        {
            return false;
        }

        position = new HistoryPosition(endedAt, change);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{EndedAt}-{Id}");

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
