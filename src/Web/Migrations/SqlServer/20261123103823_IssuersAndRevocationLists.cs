using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.SqlServer
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
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ChangedAt",
                table: "provisioning_own_authorities",
                type: "datetimeoffset",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ExportedAt",
                table: "provisioning_own_authorities",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "provisioning_own_authorities",
                type: "nvarchar(50)",
                maxLength: 50,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "OwnerId",
                table: "provisioning_own_authorities",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RequestPem",
                table: "provisioning_own_authorities",
                type: "varchar(4000)",
                unicode: false,
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "RevokedAt",
                table: "provisioning_own_authorities",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedBy",
                table: "provisioning_own_authorities",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "RevokedWhy",
                table: "provisioning_own_authorities",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "IssuerId",
                table: "provisioning_certificates",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "provisioning_revocation_lists",
                columns: table => new
                {
                    IssuerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Number = table.Column<long>(type: "bigint", nullable: false),
                    ThisUpdate = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    NextUpdate = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Revoked = table.Column<int>(type: "int", nullable: false),
                    Content = table.Column<byte[]>(type: "varbinary(max)", nullable: false)
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
