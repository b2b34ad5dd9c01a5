using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>heard_interactions</c>: an interaction that Discord sent and that a process has begun to answer. Times are UTC milliseconds since 1970.</summary>
internal sealed class ReceivedInteractionRow : IEntityTypeConfiguration<ReceivedInteractionRow>
{
    /// <summary>The interaction's snowflake.</summary>
    public long Id { get; set; }

    public long ReceivedAt { get; set; }

    public void Configure(EntityTypeBuilder<ReceivedInteractionRow> builder)
    {
        builder.ToTable("heard_interactions");
        builder.HasKey(interaction => interaction.Id);
        builder.Property(interaction => interaction.Id).ValueGeneratedNever();
        builder.Property(interaction => interaction.ReceivedAt).HasColumnName("heard_at");
    }
}
