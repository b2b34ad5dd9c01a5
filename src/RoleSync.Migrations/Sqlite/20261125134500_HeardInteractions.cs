using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RoleSync.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class HeardInteractions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "heard_interactions",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false),
                    heard_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_heard_interactions", x => x.id);
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "heard_interactions");
        }
    }
}
