using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StateInColumns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "would_be_held",
                table: "runs",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "for_absence",
                table: "changes",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "other_tier",
                table: "changes",
                type: "INTEGER",
                nullable: true);

            // What was decided by these texts until now is decided by the columns: rows that are there keep their meaning.
            migrationBuilder.Sql(
                "UPDATE runs SET would_be_held = TRUE WHERE kind = 2 "
                + "AND (instr(note, 'Would be held: ') > 0 OR instr(error, 'Would be held: ') > 0)");
            migrationBuilder.Sql("UPDATE changes SET for_absence = TRUE WHERE cause = 'no Ethos profile'");

            // "A -> B" names roles, and the other end of a switch is known by its name only. Which role had that name in the guild, its own changes say:
            // a grant gives B, a revoke takes A. The newest one counts, as roles may be made anew; where there is none, nobody knows the other end.
            migrationBuilder.Sql(
                "CREATE TEMPORARY TABLE tier_names AS SELECT guild, name, role, max(id) AS newest FROM (SELECT id, guild, role, "
                + "CASE kind WHEN 1 THEN substr(transition, instr(transition, ' -> ') + 4) ELSE substr(transition, 1, instr(transition, ' -> ') - 1) END AS name "
                + "FROM changes WHERE is_tier AND instr(transition, ' -> ') > 0) AS tiers GROUP BY guild, name");
            migrationBuilder.Sql(
                "UPDATE changes SET other_tier = (SELECT names.role FROM tier_names AS names WHERE names.guild = changes.guild AND names.name = "
                + "CASE kind WHEN 1 THEN substr(transition, 1, instr(transition, ' -> ') - 1) ELSE substr(transition, instr(transition, ' -> ') + 4) END) "
                + "WHERE is_tier AND instr(transition, ' -> ') > 0");
            migrationBuilder.Sql("DROP TABLE tier_names");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "would_be_held", table: "runs");

            foreach (var column in (string[])["for_absence", "other_tier"])
            {
                migrationBuilder.DropColumn(name: column, table: "changes");
            }
        }
    }
}
