using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>digests</c>: the one message that tells of a run. Times are UTC milliseconds since 1970.</summary>
internal sealed class DigestRow : IEntityTypeConfiguration<DigestRow>
{
    public long Run { get; set; }

    /// <summary>Which webhook it was posted with: a short number made of its address, so that the secret in it is not stored.</summary>
    public long Webhook { get; set; }

    /// <summary>The message's snowflake; null before it was posted.</summary>
    public long? Message { get; set; }

    /// <summary>The end of the run that the message tells of: when that was. Another one than the run's own: the end is yet to be told.</summary>
    public long? EndTold { get; set; }

    /// <summary>Whether nothing more can be said: somebody deleted the message, or Discord takes no such message.</summary>
    public bool IsClosed { get; set; }

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
        builder.HasIndex(digest => digest.Run).HasFilter("end_told IS NULL").HasDatabaseName("digests_untold");
    }
}
