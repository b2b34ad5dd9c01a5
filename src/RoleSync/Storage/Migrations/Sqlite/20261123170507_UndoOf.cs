using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class UndoOf : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "of_run",
                table: "runs",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "of_run",
                table: "runs");
        }
    }
}
