using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RoleSync.Core.Guilds;
using RoleSync.Core.Planning;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>rejected_losses</c>: half of a loss that a person has rejected, kept until the member's standing calls for another one, or for none.</summary>
internal sealed class RejectedLossRow : IEntityTypeConfiguration<RejectedLossRow>
{
    public long Guild { get; set; }

    public long Member { get; set; }

    public long Role { get; set; }

    /// <summary>The transition that it was a part of, which says what the standing called for.</summary>
    public string Transition { get; set; } = "";

    public RejectedLoss ToRejectedLoss() => new(new MemberId((ulong)Member), new RoleId((ulong)Role), Transition);

    public void Configure(EntityTypeBuilder<RejectedLossRow> builder)
    {
        builder.ToTable("rejected_losses");
        builder.HasKey(loss => new { loss.Guild, loss.Member, loss.Role });
    }
}
