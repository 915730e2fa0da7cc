using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class OwnChoices : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tenants_own_settings",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Language = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: true),
                    Theme = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: true),
                    Density = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: true),
                    Times = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    TimeZone = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_own_settings", x => x.PersonId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_tenants_own_settings_TenantId",
                table: "tenants_own_settings",
                column: "TenantId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tenants_own_settings");
        }
    }
}
