using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SessionsAndPasskeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tenants_passkeys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    CredentialId = table.Column<byte[]>(type: "varbinary(1023)", maxLength: 1023, nullable: false),
                    PublicKey = table.Column<byte[]>(type: "varbinary(2000)", maxLength: 2000, nullable: false),
                    SignCount = table.Column<long>(type: "bigint", nullable: false),
                    Transports = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false),
                    IsUserVerified = table.Column<bool>(type: "bit", nullable: false),
                    IsBackupEligible = table.Column<bool>(type: "bit", nullable: false),
                    IsBackedUp = table.Column<bool>(type: "bit", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastUsedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_passkeys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_passkeys_tenants_people_PersonId",
                        column: x => x.PersonId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_sessions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    PersonId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Browser = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Platform = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Address = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    SignedInAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_sessions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_sessions_tenants_people_PersonId",
                        column: x => x.PersonId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_tenants_passkeys_CredentialId",
                table: "tenants_passkeys",
                column: "CredentialId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_passkeys_PersonId",
                table: "tenants_passkeys",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_passkeys_TenantId",
                table: "tenants_passkeys",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sessions_LastSeenAt",
                table: "tenants_sessions",
                column: "LastSeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sessions_PersonId",
                table: "tenants_sessions",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sessions_TenantId",
                table: "tenants_sessions",
                column: "TenantId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "tenants_passkeys");

            migrationBuilder.DropTable(
                name: "tenants_sessions");
        }
    }
}
