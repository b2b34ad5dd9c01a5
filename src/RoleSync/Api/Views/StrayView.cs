using System.Text.Json.Serialization;
using RoleSync.Core.Policies;
using RoleSync.Core.Records;

namespace RoleSync.Api.Views;

/// <summary>A member with managed roles and without the verified role. Ids of Discord are text, times are milliseconds since 1970.</summary>
/// <param name="MemberId">Who it is.</param>
/// <param name="Roles">The managed roles.</param>
/// <param name="Since">When a run first saw these roles there.</param>
internal sealed record StrayView(string MemberId, IReadOnlyList<StrayRoleView> Roles, long Since)
{
    public static StrayView Of(Stray stray, Policy? policy) => new(
        stray.Member.ToString(), [.. stray.Roles.Select(role => new StrayRoleView(role.ToString(), policy?.Find(role)?.Name))], stray.Since.ToUnixTimeMilliseconds());
}

/// <summary>A role that a stray holds; the name is what it stands for, null where it is not managed any more.</summary>
internal sealed record StrayRoleView(string RoleId, string? RoleName);

/// <summary>A page of strays, by id.</summary>
/// <param name="GuildId">The guild.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Strays">At most as many as asked for.</param>
/// <param name="After">What to send as <c>after</c> for the next page; null on the last one.</param>
internal sealed record StrayPageView(string GuildId, int Total, [property: JsonRequired] IReadOnlyList<StrayView> Strays, string? After);
