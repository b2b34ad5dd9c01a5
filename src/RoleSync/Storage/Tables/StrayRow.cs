using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>strays</c>: a member who held managed roles without the verified role when the guild was read last; times are UTC milliseconds since 1970.</summary>
internal sealed class StrayRow
{
    public long Guild { get; set; }

    public long Member { get; set; }

    /// <summary>The ids of the managed roles, parted by commas.</summary>
    public required string Roles { get; set; }

    public long Since { get; set; }

    public static StrayRow Of(long guild, Stray stray) => new()
    {
        Guild = guild,
        Member = (long)stray.Member.Value,
        Roles = string.Join(',', stray.Roles.Select(role => role.Value.ToString(CultureInfo.InvariantCulture))),
        Since = stray.Since.ToUnixTimeMilliseconds(),
    };

    public Stray ToStray() => new(
        new MemberId((ulong)Member),
        [.. Roles.Split(',').Select(role => new RoleId(ulong.Parse(role, CultureInfo.InvariantCulture)))],
        DateTimeOffset.FromUnixTimeMilliseconds(Since));

    /// <summary>How the rows are stored.</summary>
    internal sealed class Table : IEntityTypeConfiguration<StrayRow>
    {
        public void Configure(EntityTypeBuilder<StrayRow> builder)
        {
            builder.ToTable("strays");
            builder.HasKey(stray => new { stray.Guild, stray.Member });
        }
    }
}
