using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class EnrolmentGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // By hand: the generated rebuild leaves the transaction to switch foreign keys off, and an update that dies there is half done. Nothing points at this table.
            migrationBuilder.Sql(
                """
                CREATE TABLE "provisioning_enrolment_templates_new" (
                    "Id" TEXT NOT NULL CONSTRAINT "PK_provisioning_enrolment_templates" PRIMARY KEY,
                    "ApproveAutomatically" INTEGER NOT NULL,
                    "AuthorityId" TEXT NULL,
                    "CreatedAt" INTEGER NOT NULL,
                    "ExpectedIntervalSeconds" INTEGER NULL,
                    "IsGateway" INTEGER NOT NULL,
                    "Model" TEXT NOT NULL,
                    "Pattern" TEXT NOT NULL,
                    "Power" TEXT NULL,
                    "SiteId" TEXT NOT NULL,
                    "SitePath" TEXT COLLATE BINARY NOT NULL,
                    "Tags" TEXT NOT NULL,
                    "TenantId" TEXT NOT NULL,
                    CONSTRAINT "FK_provisioning_enrolment_templates_provisioning_trusted_authorities_AuthorityId" FOREIGN KEY ("AuthorityId") REFERENCES "provisioning_trusted_authorities" ("Id") ON DELETE RESTRICT
                );
                INSERT INTO "provisioning_enrolment_templates_new" ("Id", "ApproveAutomatically", "AuthorityId", "CreatedAt", "ExpectedIntervalSeconds", "IsGateway", "Model", "Pattern", "Power", "SiteId", "SitePath", "Tags", "TenantId")
                SELECT "Id", "ApproveAutomatically", "AuthorityId", "CreatedAt", "ExpectedIntervalSeconds", "IsGateway", "Model", "Pattern", "Power", "SiteId", "SitePath", "Tags", "TenantId" FROM "provisioning_enrolment_templates";
                DROP TABLE "provisioning_enrolment_templates";
                ALTER TABLE "provisioning_enrolment_templates_new" RENAME TO "provisioning_enrolment_templates";
                CREATE INDEX "IX_provisioning_enrolment_templates_AuthorityId" ON "provisioning_enrolment_templates" ("AuthorityId");
                CREATE INDEX "IX_provisioning_enrolment_templates_TenantId" ON "provisioning_enrolment_templates" ("TenantId");
                """);

            migrationBuilder.AddColumn<long>(
                name: "ClosesAt",
                table: "provisioning_enrolment_templates",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Enrolled",
                table: "provisioning_enrolment_templates",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "provisioning_enrolment_templates",
                type: "TEXT",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "OpensAt",
                table: "provisioning_enrolment_templates",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "PrimaryKey",
                table: "provisioning_enrolment_templates",
                type: "BLOB",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Quota",
                table: "provisioning_enrolment_templates",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "SecondaryKey",
                table: "provisioning_enrolment_templates",
                type: "BLOB",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "StoppedAt",
                table: "provisioning_enrolment_templates",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EnrolledBy",
                table: "provisioning_devices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_EnrolledBy",
                table: "provisioning_devices",
                column: "EnrolledBy");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_provisioning_devices_EnrolledBy",
                table: "provisioning_devices");

            migrationBuilder.DropColumn(
                name: "ClosesAt",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "Enrolled",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "Name",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "OpensAt",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "PrimaryKey",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "Quota",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "SecondaryKey",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "StoppedAt",
                table: "provisioning_enrolment_templates");

            migrationBuilder.DropColumn(
                name: "EnrolledBy",
                table: "provisioning_devices");

            migrationBuilder.AlterColumn<Guid>(
                name: "AuthorityId",
                table: "provisioning_enrolment_templates",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "TEXT",
                oldNullable: true);
        }
    }
}
