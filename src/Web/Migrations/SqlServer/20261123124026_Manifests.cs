using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Manifests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "provisioning_manifests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    SitePath = table.Column<string>(type: "varchar(100)", unicode: false, maxLength: 100, nullable: false, collation: "Latin1_General_BIN2"),
                    Name = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    BroughtBy = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    BroughtAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Rows = table.Column<int>(type: "int", nullable: false),
                    Faulty = table.Column<int>(type: "int", nullable: false),
                    Look = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    RunId = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_manifests", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_manifest_parts",
                columns: table => new
                {
                    ManifestId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<int>(type: "int", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Rows = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_manifest_parts", x => new { x.ManifestId, x.Number });
                    table.ForeignKey(
                        name: "FK_provisioning_manifest_parts_provisioning_manifests_ManifestId",
                        column: x => x.ManifestId,
                        principalTable: "provisioning_manifests",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_manifest_parts_TenantId",
                table: "provisioning_manifest_parts",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_manifests_BroughtAt",
                table: "provisioning_manifests",
                column: "BroughtAt");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_manifests_TenantId",
                table: "provisioning_manifests",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_manifests_TenantId_BroughtAt",
                table: "provisioning_manifests",
                columns: new[] { "TenantId", "BroughtAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "provisioning_manifest_parts");

            migrationBuilder.DropTable(
                name: "provisioning_manifests");
        }
    }
}
