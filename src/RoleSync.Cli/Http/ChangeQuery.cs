using System.Globalization;

namespace RoleSync.Cli.Http;

/// <summary>Which changes of a guild are asked for; what is null is left to the service, which says what it does not understand.</summary>
internal sealed record ChangeQuery(string? GuildId, string? Since, string? Until, string? Role, string? Transition, string? MemberId, string? Outcome)
{
    /// <summary>The path and the query of one page.</summary>
    /// <param name="before">What the page before gave; null for the first one.</param>
    /// <param name="limit">At most so many changes.</param>
    public string Path(string? before, int limit)
    {
        var fields = new KeyValuePair<string, string?>[]
        {
            new("guildId", GuildId), new("since", Since), new("until", Until), new("role", Role), new("transition", Transition), new("memberId", MemberId), new("outcome", Outcome),
            new("before", before), new("limit", limit.ToString(CultureInfo.InvariantCulture)),
        };
        return $"changes?{string.Join('&', fields.Where(field => field.Value is not null).Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value!)}"))}";
    }
}
