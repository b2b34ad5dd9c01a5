using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class History : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_pruned",
                table: "runs",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "runs_not_over",
                table: "runs",
                column: "phase",
                filter: "phase <= 4");

            migrationBuilder.CreateIndex(
                name: "runs_by_end",
                table: "runs",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "runs_of_run",
                table: "runs",
                column: "of_run",
                filter: "of_run IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "changes_by_end",
                table: "changes",
                columns: new[] { "guild", "ended_at", "id" });

            migrationBuilder.CreateIndex(
                name: "changes_of_role",
                table: "changes",
                columns: new[] { "role", "ended_at", "id" });

            migrationBuilder.CreateIndex(
                name: "digests_untold",
                table: "digests",
                column: "run",
                filter: "end_told IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(name: "digests_untold", table: "digests");

            foreach (var index in (string[])["changes_by_end", "changes_of_role"])
            {
                migrationBuilder.DropIndex(name: index, table: "changes");
            }

            foreach (var index in (string[])["runs_not_over", "runs_by_end", "runs_of_run"])
            {
                migrationBuilder.DropIndex(name: index, table: "runs");
            }

            migrationBuilder.DropColumn(name: "is_pruned", table: "runs");
        }
    }
}
