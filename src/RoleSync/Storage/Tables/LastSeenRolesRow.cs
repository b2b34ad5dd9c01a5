using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RoleSync.Core.Guilds;
using RoleSync.Core.Records;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>A row of <c>known_roles</c>, the managed roles of one member in scope at the last reading, some ten bytes; kept while hand edits are reported and not put right.</summary>
internal sealed class LastSeenRolesRow
{
    public long Guild { get; set; }

    public long Member { get; set; }

    public required byte[] Roles { get; set; }

    public long Run { get; set; }

    public static LastSeenRolesRow Of(long guild, LastSeenRoles known) =>
        new() { Guild = guild, Member = (long)known.Member.Value, Roles = known.Roles, Run = known.Run.Value };

    public LastSeenRoles ToLastSeenRoles() => new(new MemberId((ulong)Member), Roles, new RunId(Run));

    /// <summary>The table.</summary>
    internal sealed class Table : IEntityTypeConfiguration<LastSeenRolesRow>
    {
        public void Configure(EntityTypeBuilder<LastSeenRolesRow> builder)
        {
            builder.ToTable("known_roles");
            builder.HasKey(known => new { known.Guild, known.Member });
        }
    }
}
