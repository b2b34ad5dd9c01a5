using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FaultsAndSchedules : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "fault_mark",
                table: "runs",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "faults",
                table: "runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "faults_in_a_row",
                table: "runs",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "moved_at",
                table: "runs",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "schedules",
                columns: table => new
                {
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    begun = table.Column<long>(type: "bigint", nullable: false),
                    cron = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_schedules", x => x.guild);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    known_since = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.number);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "schedules");

            migrationBuilder.DropTable(name: "webhooks");

            foreach (var column in (string[])["fault_mark", "faults", "faults_in_a_row", "moved_at"])
            {
                migrationBuilder.DropColumn(name: column, table: "runs");
            }
        }
    }
}
