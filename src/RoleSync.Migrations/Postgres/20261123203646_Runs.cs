using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace RoleSync.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Runs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "absences",
                columns: table => new
                {
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    member = table.Column<long>(type: "bigint", nullable: false),
                    looks = table.Column<int>(type: "integer", nullable: false),
                    first_seen = table.Column<long>(type: "bigint", nullable: false),
                    last_seen = table.Column<long>(type: "bigint", nullable: false),
                    last_run = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_absences", x => new { x.guild, x.member });
                });

            migrationBuilder.CreateTable(
                name: "changes",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    member = table.Column<long>(type: "bigint", nullable: false),
                    role = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    direction = table.Column<short>(type: "smallint", nullable: false),
                    is_tier = table.Column<bool>(type: "boolean", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    transition = table.Column<string>(type: "text", nullable: false),
                    obstacle = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true),
                    planned_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "digests",
                columns: table => new
                {
                    run = table.Column<long>(type: "bigint", nullable: false),
                    webhook = table.Column<long>(type: "bigint", nullable: false),
                    message = table.Column<long>(type: "bigint", nullable: true),
                    end_told = table.Column<long>(type: "bigint", nullable: true),
                    is_closed = table.Column<bool>(type: "boolean", nullable: false),
                    was_refused = table.Column<bool>(type: "boolean", nullable: false),
                    owner = table.Column<string>(type: "text", nullable: true),
                    owned_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_digests", x => x.run);
                });

            migrationBuilder.CreateTable(
                name: "doubts",
                columns: table => new
                {
                    run = table.Column<long>(type: "bigint", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    member = table.Column<long>(type: "bigint", nullable: false),
                    roles = table.Column<string>(type: "text", nullable: false),
                    listed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_doubts", x => new { x.run, x.index });
                });

            migrationBuilder.CreateTable(
                name: "known_roles",
                columns: table => new
                {
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    member = table.Column<long>(type: "bigint", nullable: false),
                    roles = table.Column<byte[]>(type: "bytea", nullable: false),
                    run = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_known_roles", x => new { x.guild, x.member });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<long>(type: "bigint", nullable: true),
                    above = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => new { x.guild, x.key });
                });

            migrationBuilder.CreateTable(
                name: "runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    guild = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    trigger = table.Column<short>(type: "smallint", nullable: false),
                    phase = table.Column<short>(type: "smallint", nullable: false),
                    start_index = table.Column<int>(type: "integer", nullable: false),
                    chunk_size = table.Column<int>(type: "integer", nullable: false),
                    continues_by_itself = table.Column<bool>(type: "boolean", nullable: false),
                    stop_requested = table.Column<bool>(type: "boolean", nullable: false),
                    awaits_approval = table.Column<bool>(type: "boolean", nullable: false),
                    epoch = table.Column<int>(type: "integer", nullable: false),
                    listed_up_to = table.Column<long>(type: "bigint", nullable: true),
                    listed = table.Column<int>(type: "integer", nullable: false),
                    approximate_members = table.Column<int>(type: "integer", nullable: true),
                    total = table.Column<int>(type: "integer", nullable: false),
                    next_index = table.Column<int>(type: "integer", nullable: false),
                    chunk_end = table.Column<int>(type: "integer", nullable: true),
                    chunks = table.Column<int>(type: "integer", nullable: false),
                    planned = table.Column<int>(type: "integer", nullable: false),
                    applied = table.Column<int>(type: "integer", nullable: false),
                    failed = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    skipped = table.Column<int>(type: "integer", nullable: false),
                    unknown = table.Column<int>(type: "integer", nullable: false),
                    known = table.Column<int>(type: "integer", nullable: false),
                    losing = table.Column<int>(type: "integer", nullable: false),
                    awaiting = table.Column<int>(type: "integer", nullable: false),
                    holders = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    planned_at = table.Column<long>(type: "bigint", nullable: true),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    resumes_at = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "text", nullable: true),
                    error = table.Column<string>(type: "text", nullable: true),
                    decided_by = table.Column<string>(type: "text", nullable: true),
                    of_run = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_runs", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "changes_of_member",
                table: "changes",
                columns: new[] { "guild", "member" });

            migrationBuilder.CreateIndex(
                name: "losses_of_guild",
                table: "changes",
                columns: new[] { "guild", "ended_at" },
                filter: "outcome = 1 AND direction = 2");

            migrationBuilder.CreateIndex(
                name: "one_active_run_per_guild",
                table: "runs",
                column: "guild",
                unique: true,
                filter: "phase IN (1, 2, 3) AND kind <> 3");

            migrationBuilder.CreateIndex(
                name: "runs_of_guild",
                table: "runs",
                columns: new[] { "guild", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "absences");

            migrationBuilder.DropTable(
                name: "changes");

            migrationBuilder.DropTable(
                name: "digests");

            migrationBuilder.DropTable(
                name: "doubts");

            migrationBuilder.DropTable(
                name: "known_roles");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "runs");
        }
    }
}
