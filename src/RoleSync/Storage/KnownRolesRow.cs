using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RoleSync.Core.Guilds;
using RoleSync.Core.Runs;

namespace RoleSync.Storage;

/// <summary>A row of <c>known_roles</c>, for members in scope while hand edits are reported only; some ten bytes of roles.</summary>
internal sealed class KnownRolesRow
{
    public long Guild { get; set; }

    public long Member { get; set; }

    public required byte[] Roles { get; set; }

    public long Run { get; set; }

    public static KnownRolesRow Of(long guild, KnownRoles known) =>
        new() { Guild = guild, Member = (long)known.Member.Value, Roles = known.Roles, Run = known.Run.Value };

    public KnownRoles ToKnownRoles() => new(new MemberId((ulong)Member), Roles, new RunId(Run));

    /// <summary>The table.</summary>
    internal sealed class Table : IEntityTypeConfiguration<KnownRolesRow>
    {
        public void Configure(EntityTypeBuilder<KnownRolesRow> builder)
        {
            builder.ToTable("known_roles");
            builder.HasKey(known => new { known.Guild, known.Member });
        }
    }
}
