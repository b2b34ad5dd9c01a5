using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using RoleSync.Core.Planning;
using RoleSync.Core.Runs;

namespace RoleSync.Storage.Tables;

/// <summary>The tables <c>runs</c>, <c>changes</c>, <c>absences</c>, <c>doubts</c>, <c>known_roles</c>, <c>roles</c>, <c>digests</c>, <c>heard_interactions</c>, <c>webhooks</c>, <c>schedules</c>, <c>strays</c>, <c>passes</c> and <c>rejected_losses</c>, the same in each database; a provider's migrations belong to its own context.</summary>
internal abstract class RoleSyncContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>Where the applied migrations are noted; named so that the product can share a database.</summary>
    public const string MigrationsTable = "rolesync_migrations";

    /// <summary>Where the migrations are; it knows the contexts, so they know it by name only.</summary>
    public const string MigrationsAssembly = "RoleSync.Migrations";

    public DbSet<RunRow> Runs => Set<RunRow>();

    public DbSet<ChangeRow> Changes => Set<ChangeRow>();

    public DbSet<AbsenceRow> Absences => Set<AbsenceRow>();

    public DbSet<UnresolvedMemberRow> UnresolvedMembers => Set<UnresolvedMemberRow>();

    public DbSet<LastSeenRolesRow> LastSeenRoles => Set<LastSeenRolesRow>();

    public DbSet<RoleRow> Roles => Set<RoleRow>();

    public DbSet<DigestRow> Digests => Set<DigestRow>();

    public DbSet<ReceivedInteractionRow> ReceivedInteractions => Set<ReceivedInteractionRow>();

    public DbSet<WebhookRow> Webhooks => Set<WebhookRow>();

    public DbSet<ScheduleRow> Schedules => Set<ScheduleRow>();

    public DbSet<StrayRow> Strays => Set<StrayRow>();

    public DbSet<PassRow> Passes => Set<PassRow>();

    public DbSet<RejectedLossRow> RejectedLosses => Set<RejectedLossRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions)
    {
        conventions.Properties<RunKind>().HaveConversion<short>();
        conventions.Properties<RunTrigger>().HaveConversion<short>();
        conventions.Properties<RunPhase>().HaveConversion<short>();
        conventions.Properties<ChangeKind>().HaveConversion<short>();
        conventions.Properties<Direction>().HaveConversion<short>();
        conventions.Properties<Outcome>().HaveConversion<short>();
    }

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<RunRow>(runs =>
        {
            runs.ToTable("runs");
            runs.HasIndex(run => new { run.Guild, run.Id }).HasDatabaseName("runs_of_guild");

            // Those that digests, verifications and pruning look for among years of runs; both databases use an index with a filter where a query says the same.
            runs.HasIndex(run => run.Phase).HasFilter("phase <= 4").HasDatabaseName("runs_not_over");
            runs.HasIndex(run => run.EndedAt).HasDatabaseName("runs_by_end");
            runs.HasIndex(run => run.OfRun).HasFilter("of_run IS NOT NULL").HasDatabaseName("runs_of_run");

            // Planning, applying: whatever two callers do at the same moment, a guild has one such run at most. Verifications (kind 3) do not count.
            runs.HasIndex(run => run.Guild).IsUnique().HasFilter("phase IN (1, 3) AND kind <> 3").HasDatabaseName("one_active_run_per_guild");

            // In line or held: one more, beside the one at work.
            runs.HasIndex(run => run.Guild, "one_waiting_run_per_guild").IsUnique().HasFilter("phase IN (0, 2) AND kind <> 3");
        });
        model.Entity<ChangeRow>(changes =>
        {
            changes.ToTable("changes");
            changes.Property(change => change.Id).ValueGeneratedNever();
            changes.HasIndex(change => new { change.Guild, change.Member }).HasDatabaseName("changes_of_member");

            // The history of a guild, and of one of its roles, newest first.
            changes.HasIndex(change => new { change.Guild, change.EndedAt, change.Id }).HasDatabaseName("changes_by_end");
            changes.HasIndex(change => new { change.Role, change.EndedAt, change.Id }).HasDatabaseName("changes_of_role");

            // Losses that were written: the guard adds up those of the last day.
            changes.HasIndex(change => new { change.Guild, change.EndedAt })
                .HasFilter("outcome = 1 AND direction = 2").HasDatabaseName("losses_of_guild");
        });
        model.Entity<AbsenceRow>(absences =>
        {
            absences.ToTable("absences");
            absences.HasKey(absence => new { absence.Guild, absence.Member });
            absences.Property(absence => absence.Observations).HasColumnName("looks");
        });
        model.Entity<UnresolvedMemberRow>(members =>
        {
            members.ToTable("doubts");
            members.HasKey(member => new { member.Run, member.Index });
        });
        model.ApplyConfiguration(new LastSeenRolesRow.Table());
        model.ApplyConfiguration(new RoleRow());
        model.ApplyConfiguration(new DigestRow());
        model.ApplyConfiguration(new ReceivedInteractionRow());
        model.ApplyConfiguration(new WebhookRow());
        model.ApplyConfiguration(new ScheduleRow());
        model.ApplyConfiguration(new StrayRow.Table());
        model.ApplyConfiguration(new PassRow());
        model.ApplyConfiguration(new RejectedLossRow());

        // A column that keeps the name it had when the property was called otherwise names itself above.
        foreach (var column in model.Model.GetEntityTypes().SelectMany(table => table.GetProperties()))
        {
            if (column.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
            {
                column.SetColumnName(SnakeCase(column.Name));
            }
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }
}

/// <inheritdoc/>
internal sealed class SqliteRoleSyncContext(DbContextOptions<SqliteRoleSyncContext> options) : RoleSyncContext(options);

/// <inheritdoc/>
internal sealed class PostgresRoleSyncContext(DbContextOptions<PostgresRoleSyncContext> options) : RoleSyncContext(options);
