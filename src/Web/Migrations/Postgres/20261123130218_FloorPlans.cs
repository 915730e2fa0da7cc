using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class FloorPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "telemetry_floor_plans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    MediaType = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Content = table.Column<byte[]>(type: "bytea", nullable: false),
                    Width = table.Column<double>(type: "double precision", nullable: false),
                    Height = table.Column<double>(type: "double precision", nullable: false),
                    UploadedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    UploadedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_telemetry_floor_plans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "telemetry_placements",
                columns: table => new
                {
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    X = table.Column<double>(type: "double precision", nullable: false),
                    Y = table.Column<double>(type: "double precision", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_telemetry_placements", x => x.DeviceId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_floor_plans_SiteId",
                table: "telemetry_floor_plans",
                column: "SiteId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_floor_plans_TenantId",
                table: "telemetry_floor_plans",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_placements_SiteId",
                table: "telemetry_placements",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_placements_TenantId",
                table: "telemetry_placements",
                column: "TenantId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "telemetry_floor_plans");

            migrationBuilder.DropTable(
                name: "telemetry_placements");
        }
    }
}
