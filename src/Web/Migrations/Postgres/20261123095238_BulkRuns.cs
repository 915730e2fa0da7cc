using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BulkRuns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "ExpectedIntervalSeconds",
                table: "provisioning_enrolment_templates",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Power",
                table: "provisioning_enrolment_templates",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Tags",
                table: "provisioning_enrolment_templates",
                type: "character varying(1000)",
                maxLength: 1000,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "core_bulk_runs",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Reach = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    Verb = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    Arguments = table.Column<string>(type: "text", nullable: false),
                    Words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Filter = table.Column<string>(type: "text", nullable: true),
                    StartedByKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    StartedById = table.Column<Guid>(type: "uuid", nullable: false),
                    StartedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    State = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    Total = table.Column<int>(type: "integer", nullable: false),
                    Changed = table.Column<int>(type: "integer", nullable: false),
                    Skipped = table.Column<int>(type: "integer", nullable: false),
                    Pace = table.Column<double>(type: "double precision", nullable: false),
                    Reasons = table.Column<string>(type: "text", nullable: false),
                    Problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    UndoOf = table.Column<Guid>(type: "uuid", nullable: true),
                    UndoneBy = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_core_bulk_runs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "core_bulk_chunks",
                columns: table => new
                {
                    RunId = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Given = table.Column<byte[]>(type: "bytea", nullable: false),
                    Changes = table.Column<byte[]>(type: "bytea", nullable: true),
                    Skips = table.Column<byte[]>(type: "bytea", nullable: true),
                    DoneAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_core_bulk_chunks", x => new { x.RunId, x.Number });
                    table.ForeignKey(
                        name: "FK_core_bulk_chunks_core_bulk_runs_RunId",
                        column: x => x.RunId,
                        principalTable: "core_bulk_runs",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_core_bulk_chunks_TenantId",
                table: "core_bulk_chunks",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_core_bulk_runs_State_StartedAt",
                table: "core_bulk_runs",
                columns: new[] { "State", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_core_bulk_runs_TenantId",
                table: "core_bulk_runs",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_core_bulk_runs_TenantId_StartedAt",
                table: "core_bulk_runs",
                columns: new[] { "TenantId", "StartedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "core_bulk_chunks");

            migrationBuilder.DropTable(
                name: "core_bulk_runs");

            migrationBuilder.DropColumn(
                name: "ExpectedIntervalSeconds",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "Power",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "Tags",
                table: "provisioning_enrolment_templates");
        }
    }
}
