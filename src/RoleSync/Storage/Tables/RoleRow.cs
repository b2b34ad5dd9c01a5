using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>roles</c>: which role of a guild stands for a key of its policy, or that one is about to be made.</summary>
internal sealed class RoleRow : IEntityTypeConfiguration<RoleRow>
{
    public long Guild { get; set; }

    public string Key { get; set; } = "";

    /// <summary>The role; null while it is only intended.</summary>
    public long? Role { get; set; }

    /// <summary>The highest id of a role that the guild had when this one was intended: whatever was made for it has a higher one.</summary>
    public long Above { get; set; }

    public long At { get; set; }

    public void Configure(EntityTypeBuilder<RoleRow> builder)
    {
        builder.ToTable("roles");
        builder.HasKey(role => new { role.Guild, role.Key });
    }
}
