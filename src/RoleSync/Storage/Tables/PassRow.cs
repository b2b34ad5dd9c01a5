using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RoleSync.Core.Records;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>passes</c>: all that is kept of the passes over a guild that found nothing to do, and when the next one is due. Times are UTC milliseconds since 1970.</summary>
internal sealed class PassRow : IEntityTypeConfiguration<PassRow>
{
    public long Guild { get; set; }

    public long NextDue { get; set; }

    /// <summary>Passes since the last run that did something.</summary>
    public int Quiet { get; set; }

    /// <summary>When the last pass ended; null before the first.</summary>
    public long? EndedAt { get; set; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long Took { get; set; }

    /// <summary>How many members it saw.</summary>
    public int Members { get; set; }

    /// <summary>What was in its way; a pass that finds no more than that tells nobody again.</summary>
    public PassTroubles Troubles { get; set; }

    /// <summary>Passes in a row over a guild that cannot be worked on.</summary>
    public int Failures { get; set; }

    public PassRecord ToRecord() => new(
        Quiet,
        EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        TimeSpan.FromMilliseconds(Took),
        Members,
        Troubles,
        Failures,
        DateTimeOffset.FromUnixTimeMilliseconds(NextDue));

    public void Configure(EntityTypeBuilder<PassRow> builder)
    {
        builder.ToTable("passes");
        builder.HasKey(pass => pass.Guild);
        builder.Property(pass => pass.Guild).ValueGeneratedNever();
    }
}
