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
        var fields = new (string Name, string? Value)[]
        {
            ("guildId", GuildId), ("since", Since), ("until", Until), ("role", Role), ("transition", Transition), ("memberId", MemberId), ("outcome", Outcome),
            ("before", before), ("limit", limit.ToString(CultureInfo.InvariantCulture)),
        };
        return $"changes?{string.Join('&', fields.Where(field => field.Value is not null).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}"))}";
    }
}
