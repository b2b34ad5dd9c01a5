using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>heard_interactions</c>: an interaction of Discord that was begun, in whichever process. Times are UTC milliseconds since 1970.</summary>
internal sealed class HeardInteractionRow : IEntityTypeConfiguration<HeardInteractionRow>
{
    /// <summary>The interaction's snowflake.</summary>
    public long Id { get; set; }

    public long HeardAt { get; set; }

    public void Configure(EntityTypeBuilder<HeardInteractionRow> builder)
    {
        builder.ToTable("heard_interactions");
        builder.HasKey(interaction => interaction.Id);
        builder.Property(interaction => interaction.Id).ValueGeneratedNever();
    }
}
