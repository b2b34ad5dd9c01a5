using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>webhooks</c>: since when a webhook is known, in UTC milliseconds since 1970. Runs that came later are told of, however late.</summary>
internal sealed class WebhookRow : IEntityTypeConfiguration<WebhookRow>
{
    public long Number { get; set; }

    public long KnownSince { get; set; }

    public void Configure(EntityTypeBuilder<WebhookRow> builder)
    {
        builder.ToTable("webhooks");
        builder.HasKey(webhook => webhook.Number);
        builder.Property(webhook => webhook.Number).ValueGeneratedNever();
    }
}
