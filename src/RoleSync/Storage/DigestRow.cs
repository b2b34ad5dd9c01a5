using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage;

/// <summary>A row of <c>digests</c>: the one message that tells of a run. Times are UTC milliseconds since 1970.</summary>
internal sealed class DigestRow : IEntityTypeConfiguration<DigestRow>
{
    public long Run { get; set; }

    /// <summary>Which webhook it was posted with; see <see cref="DigestStore"/>.</summary>
    public long Webhook { get; set; }

    /// <summary>The message's snowflake; null before it was posted.</summary>
    public long? Message { get; set; }

    /// <summary>Whether the message says how the run ended, or nothing more is to be said.</summary>
    public bool IsDone { get; set; }

    /// <summary>Whether the webhook refused it for good: that webhook is not called again.</summary>
    public bool WasRefused { get; set; }

    /// <summary>Which process looks after it.</summary>
    public string? Owner { get; set; }

    /// <summary>Until when no other process takes it over.</summary>
    public long OwnedUntil { get; set; }

    public void Configure(EntityTypeBuilder<DigestRow> builder)
    {
        builder.ToTable("digests");
        builder.HasKey(digest => digest.Run);
        builder.Property(digest => digest.Run).ValueGeneratedNever();
    }
}
