using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Passes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "one_active_run_per_guild", table: "runs");

            migrationBuilder.AddColumn<long>(name: "gives_way_to", table: "runs", type: "INTEGER", nullable: true);

            migrationBuilder.AddColumn<long>(name: "looks_again_before", table: "runs", type: "INTEGER", nullable: true);

            migrationBuilder.CreateTable(
                name: "passes",
                columns: table => new
                {
                    guild = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failures = table.Column<int>(type: "INTEGER", nullable: false),
                    members = table.Column<int>(type: "INTEGER", nullable: false),
                    next_due = table.Column<long>(type: "INTEGER", nullable: false),
                    quiet = table.Column<int>(type: "INTEGER", nullable: false),
                    took = table.Column<long>(type: "INTEGER", nullable: false),
                    troubles = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_passes", x => x.guild);
                });

            migrationBuilder.CreateTable(
                name: "rejected_losses",
                columns: table => new
                {
                    guild = table.Column<long>(type: "INTEGER", nullable: false),
                    member = table.Column<long>(type: "INTEGER", nullable: false),
                    role = table.Column<long>(type: "INTEGER", nullable: false),
                    transition = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rejected_losses", x => new { x.guild, x.member, x.role });
                });

            migrationBuilder.CreateIndex(
                name: "one_active_run_per_guild",
                table: "runs",
                column: "guild",
                unique: true,
                filter: "phase IN (1, 3) AND kind <> 3");

            migrationBuilder.CreateIndex(
                name: "one_waiting_run_per_guild",
                table: "runs",
                column: "guild",
                unique: true,
                filter: "phase IN (0, 2) AND kind <> 3");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "one_waiting_run_per_guild", table: "runs");

            migrationBuilder.DropIndex(name: "one_active_run_per_guild", table: "runs");

            migrationBuilder.DropTable(name: "passes");

            migrationBuilder.DropTable(name: "rejected_losses");

            foreach (var column in (string[])["gives_way_to", "looks_again_before"])
            {
                migrationBuilder.DropColumn(name: column, table: "runs");
            }

            migrationBuilder.CreateIndex(
                name: "one_active_run_per_guild",
                table: "runs",
                column: "guild",
                unique: true,
                filter: "phase IN (1, 2, 3) AND kind <> 3");
        }
    }
}
