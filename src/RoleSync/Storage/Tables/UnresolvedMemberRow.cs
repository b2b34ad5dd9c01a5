using System.Globalization;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>doubts</c>; gone when the member was asked for again, or when the run's plan is complete.</summary>
internal sealed class UnresolvedMemberRow
{
    public long Run { get; set; }

    public int Index { get; set; }

    public long Member { get; set; }

    /// <summary>Role ids in decimal, parted by spaces.</summary>
    public required string Roles { get; set; }

    public long ListedAt { get; set; }

    public static UnresolvedMemberRow Of(RunId run, UnresolvedMember doubt) => new()
    {
        Run = run.Value,
        Index = doubt.Index,
        Member = (long)doubt.Member.Id.Value,
        Roles = string.Join(' ', doubt.Member.Roles.Select(role => role.Value.ToString(CultureInfo.InvariantCulture))),
        ListedAt = doubt.ListedAt.ToUnixTimeMilliseconds(),
    };

    public UnresolvedMember ToDoubt() => new(
        Index,
        new Member(
            new MemberId((ulong)Member),
            [.. Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(role => new RoleId(ulong.Parse(role, CultureInfo.InvariantCulture)))],
            IsBot: false),
        DateTimeOffset.FromUnixTimeMilliseconds(ListedAt));
}
