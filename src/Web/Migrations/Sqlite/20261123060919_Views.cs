using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Views : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tenants_views",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Page = table.Column<string>(type: "TEXT", unicode: false, maxLength: 60, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Query = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    SharedWith = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_views", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "tenants_default_views",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Page = table.Column<string>(type: "TEXT", unicode: false, maxLength: 60, nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ViewId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_default_views", x => new { x.PersonId, x.Page });
                    table.ForeignKey(
                        name: "FK_tenants_default_views_tenants_views_ViewId",
                        column: x => x.ViewId,
                        principalTable: "tenants_views",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_tenants_default_views_TenantId",
                table: "tenants_default_views",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_default_views_ViewId",
                table: "tenants_default_views",
                column: "ViewId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_views_TenantId",
                table: "tenants_views",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_views_TenantId_Page_OwnerId_Name",
                table: "tenants_views",
                columns: new[] { "TenantId", "Page", "OwnerId", "Name" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tenants_default_views");

            migrationBuilder.DropTable(
                name: "tenants_views");
        }
    }
}
