using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>schedules</c>: the last due time of a guild's scheduled run that was begun, in UTC milliseconds since 1970.</summary>
internal sealed class ScheduleRow : IEntityTypeConfiguration<ScheduleRow>
{
    public long Guild { get; set; }

    /// <summary>The schedule that it is about: under another one nothing is due yet.</summary>
    public string Cron { get; set; } = "";

    public long Begun { get; set; }

    public void Configure(EntityTypeBuilder<ScheduleRow> builder)
    {
        builder.ToTable("schedules");
        builder.HasKey(schedule => schedule.Guild);
        builder.Property(schedule => schedule.Guild).ValueGeneratedNever();
    }
}
