using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace IoTConsole.Web.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class EnrolmentGroups : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<Guid>(
                name: "AuthorityId",
                table: "provisioning_enrolment_templates",
                type: "uniqueidentifier",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uniqueidentifier");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ClosesAt",
                table: "provisioning_enrolment_templates",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Enrolled",
                table: "provisioning_enrolment_templates",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "Name",
                table: "provisioning_enrolment_templates",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "OpensAt",
                table: "provisioning_enrolment_templates",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "PrimaryKey",
                table: "provisioning_enrolment_templates",
                type: "varbinary(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Quota",
                table: "provisioning_enrolment_templates",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "SecondaryKey",
                table: "provisioning_enrolment_templates",
                type: "varbinary(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "StoppedAt",
                table: "provisioning_enrolment_templates",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "EnrolledBy",
                table: "provisioning_devices",
                type: "uniqueidentifier",
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
                type: "uniqueidentifier",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uniqueidentifier",
                oldNullable: true);
        }
    }
}
