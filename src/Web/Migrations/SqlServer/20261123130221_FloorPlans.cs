using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.SqlServer
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
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SitePath = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_BIN2"),
                    SiteId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    MediaType = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Width = table.Column<double>(type: "float", nullable: false),
                    Height = table.Column<double>(type: "float", nullable: false),
                    UploadedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    UploadedBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_telemetry_floor_plans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "telemetry_placements",
                columns: table => new
                {
                    DeviceId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SitePath = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_BIN2"),
                    SiteId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    X = table.Column<double>(type: "float", nullable: false),
                    Y = table.Column<double>(type: "float", nullable: false)
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
