using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class IssuersAndRevocationLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Batch",
                table: "provisioning_own_authorities",
                type: "TEXT",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ChangedAt",
                table: "provisioning_own_authorities",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "ExportedAt",
                table: "provisioning_own_authorities",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "provisioning_own_authorities",
                type: "TEXT",
                maxLength: 50,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "provisioning_own_authorities",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RequestPem",
                table: "provisioning_own_authorities",
                type: "TEXT",
                unicode: false,
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RevokedAt",
                table: "provisioning_own_authorities",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedBy",
                table: "provisioning_own_authorities",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedWhy",
                table: "provisioning_own_authorities",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "IssuerId",
                table: "provisioning_certificates",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "provisioning_revocation_lists",
                columns: table => new
                {
                    IssuerId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Number = table.Column<long>(type: "INTEGER", nullable: false),
                    ThisUpdate = table.Column<long>(type: "INTEGER", nullable: false),
                    NextUpdate = table.Column<long>(type: "INTEGER", nullable: false),
                    Revoked = table.Column<int>(type: "INTEGER", nullable: false),
                    Content = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_revocation_lists", x => x.IssuerId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_IssuerId",
                table: "provisioning_certificates",
                column: "IssuerId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "provisioning_revocation_lists");

            migrationBuilder.DropIndex(
                name: "IX_provisioning_certificates_IssuerId",
                table: "provisioning_certificates");

            migrationBuilder.DropColumn(
                name: "Batch",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "ChangedAt",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "ExportedAt",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "Name",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "OwnerId",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "RequestPem",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "RevokedAt",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "RevokedBy",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "RevokedWhy",
                table: "provisioning_own_authorities");

            migrationBuilder.DropColumn(
                name: "IssuerId",
                table: "provisioning_certificates");
        }
    }
}
