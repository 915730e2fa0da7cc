using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace IoTConsole.Web.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Foundation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "core_audit",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ActorKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ActorId = table.Column<Guid>(type: "uuid", nullable: false),
                    ActorName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Operation = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Subject = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SubjectId = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    SubjectName = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Before = table.Column<string>(type: "text", nullable: true),
                    After = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_core_audit", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "core_job_runs",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Milliseconds = table.Column<double>(type: "double precision", nullable: false),
                    Examined = table.Column<long>(type: "bigint", nullable: false),
                    Changed = table.Column<long>(type: "bigint", nullable: false),
                    Note = table.Column<string>(type: "text", nullable: true),
                    Error = table.Column<string>(type: "text", nullable: true),
                    Runs = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_core_job_runs", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "core_outbox",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Body = table.Column<string>(type: "text", nullable: false),
                    WrittenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NotBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastError = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_core_outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_devices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Serial = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Manufacturer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    HardwareRevision = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Power = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Tags = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    GatewayId = table.Column<Guid>(type: "uuid", nullable: true),
                    IsGateway = table.Column<bool>(type: "boolean", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    ExpectedIntervalSeconds = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReportedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ChangedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_devices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_provisioning_devices_provisioning_devices_GatewayId",
                        column: x => x.GatewayId,
                        principalTable: "provisioning_devices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_own_authorities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Generation = table.Column<int>(type: "integer", nullable: false),
                    CertificatePem = table.Column<string>(type: "character varying(8000)", unicode: false, maxLength: 8000, nullable: false),
                    SealedKey = table.Column<byte[]>(type: "bytea", maxLength: 2000, nullable: true),
                    NotAfter = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_own_authorities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_sightings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    DeviceId = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    SourceId = table.Column<Guid>(type: "uuid", nullable: false),
                    GatewayId = table.Column<Guid>(type: "uuid", nullable: true),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Times = table.Column<long>(type: "bigint", nullable: false),
                    RejectedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RejectedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_sightings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_trusted_authorities",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Subject = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Thumbprint = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    CertificatePem = table.Column<string>(type: "character varying(8000)", unicode: false, maxLength: 8000, nullable: false),
                    NotAfter = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TrustedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DistrustedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_trusted_authorities", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "telemetry_series",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: false),
                    Metric = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false, collation: "C"),
                    Unit = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    Kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_telemetry_series", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "tenants_organisations",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SuspendedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    AdministratorsVersion = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_organisations", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "tenants_people",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    DisplayName = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    RunsThePlatform = table.Column<bool>(type: "boolean", nullable: false),
                    Blocked = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastSignInAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    UserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedUserName = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    Email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    NormalizedEmail = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    EmailConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    PasswordHash = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    SecurityStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ConcurrencyStamp = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    PhoneNumber = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: true),
                    PhoneNumberConfirmed = table.Column<bool>(type: "boolean", nullable: false),
                    TwoFactorEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    LockoutEnd = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LockoutEnabled = table.Column<bool>(type: "boolean", nullable: false),
                    AccessFailedCount = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_people", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "tenants_site_tree_stamps",
                columns: table => new
                {
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Stamp = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_site_tree_stamps", x => x.TenantId);
                });

            migrationBuilder.CreateTable(
                name: "tenants_sites",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    ParentId = table.Column<Guid>(type: "uuid", nullable: true),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Code = table.Column<string>(type: "character varying(12)", maxLength: 12, nullable: false),
                    TimeZone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Latitude = table.Column<double>(type: "double precision", nullable: true),
                    Longitude = table.Column<double>(type: "double precision", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_sites", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_sites_tenants_sites_ParentId",
                        column: x => x.ParentId,
                        principalTable: "tenants_sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_certificates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: false),
                    SerialNumber = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    Thumbprint = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    Subject = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Issuer = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    Mark = table.Column<string>(type: "character varying(32)", unicode: false, maxLength: 32, nullable: false),
                    NotBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    NotAfter = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RecordedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    RecordedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    AuthorityId = table.Column<Guid>(type: "uuid", nullable: true),
                    RevokedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RevokedBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    RevokedWhy = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_certificates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_provisioning_certificates_provisioning_devices_DeviceId",
                        column: x => x.DeviceId,
                        principalTable: "provisioning_devices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_state_changes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    DeviceId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    From = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    To = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    By = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Why = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_state_changes", x => x.Id);
                    table.ForeignKey(
                        name: "FK_provisioning_state_changes_provisioning_devices_DeviceId",
                        column: x => x.DeviceId,
                        principalTable: "provisioning_devices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "provisioning_enrolment_templates",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    AuthorityId = table.Column<Guid>(type: "uuid", nullable: false),
                    Pattern = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Model = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    IsGateway = table.Column<bool>(type: "boolean", nullable: false),
                    ApproveAutomatically = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_provisioning_enrolment_templates", x => x.Id);
                    table.ForeignKey(
                        name: "FK_provisioning_enrolment_templates_provisioning_trusted_autho~",
                        column: x => x.AuthorityId,
                        principalTable: "provisioning_trusted_authorities",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tenants_access_stamps",
                columns: table => new
                {
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    ChangedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Stamp = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_access_stamps", x => x.PersonId);
                    table.ForeignKey(
                        name: "FK_tenants_access_stamps_tenants_people_PersonId",
                        column: x => x.PersonId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_invitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    AcceptedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_invitations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_invitations_tenants_people_PersonId",
                        column: x => x.PersonId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_person_claims",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    ClaimType = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    ClaimValue = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_person_claims", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_person_claims_tenants_people_UserId",
                        column: x => x.UserId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_person_logins",
                columns: table => new
                {
                    LoginProvider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    ProviderKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ProviderDisplayName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_person_logins", x => new { x.LoginProvider, x.ProviderKey });
                    table.ForeignKey(
                        name: "FK_tenants_person_logins_tenants_people_UserId",
                        column: x => x.UserId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_person_tokens",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    LoginProvider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    Name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    Value = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_person_tokens", x => new { x.UserId, x.LoginProvider, x.Name });
                    table.ForeignKey(
                        name: "FK_tenants_person_tokens_tenants_people_UserId",
                        column: x => x.UserId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "tenants_api_keys",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Role = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    Prefix = table.Column<string>(type: "character varying(20)", unicode: false, maxLength: 20, nullable: false),
                    Hash = table.Column<string>(type: "character varying(64)", unicode: false, maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RevokedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastUsedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_api_keys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_api_keys_tenants_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "tenants_sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "tenants_grants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SitePath = table.Column<string>(type: "character varying(100)", unicode: false, maxLength: 100, nullable: false, collation: "C"),
                    SiteId = table.Column<Guid>(type: "uuid", nullable: false),
                    PersonId = table.Column<Guid>(type: "uuid", nullable: false),
                    Role = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    GrantedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tenants_grants", x => x.Id);
                    table.ForeignKey(
                        name: "FK_tenants_grants_tenants_people_PersonId",
                        column: x => x.PersonId,
                        principalTable: "tenants_people",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_tenants_grants_tenants_sites_SiteId",
                        column: x => x.SiteId,
                        principalTable: "tenants_sites",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_core_audit_TenantId",
                table: "core_audit",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_core_audit_TenantId_At",
                table: "core_audit",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_core_audit_TenantId_SubjectId",
                table: "core_audit",
                columns: new[] { "TenantId", "SubjectId" });

            migrationBuilder.CreateIndex(
                name: "IX_core_outbox_NotBefore_Id",
                table: "core_outbox",
                columns: new[] { "NotBefore", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_DeviceId_RecordedAt",
                table: "provisioning_certificates",
                columns: new[] { "DeviceId", "RecordedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_RecordedAt",
                table: "provisioning_certificates",
                column: "RecordedAt");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_RevokedAt",
                table: "provisioning_certificates",
                column: "RevokedAt");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_TenantId",
                table: "provisioning_certificates",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_certificates_TenantId_Thumbprint",
                table: "provisioning_certificates",
                columns: new[] { "TenantId", "Thumbprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_ChangedAt",
                table: "provisioning_devices",
                column: "ChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_DeviceId",
                table: "provisioning_devices",
                column: "DeviceId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_GatewayId",
                table: "provisioning_devices",
                column: "GatewayId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_TenantId",
                table: "provisioning_devices",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_TenantId_Name",
                table: "provisioning_devices",
                columns: new[] { "TenantId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_devices_TenantId_SitePath",
                table: "provisioning_devices",
                columns: new[] { "TenantId", "SitePath" });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_enrolment_templates_AuthorityId",
                table: "provisioning_enrolment_templates",
                column: "AuthorityId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_enrolment_templates_TenantId",
                table: "provisioning_enrolment_templates",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_own_authorities_Kind_Generation",
                table: "provisioning_own_authorities",
                columns: new[] { "Kind", "Generation" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_sightings_LastSeenAt",
                table: "provisioning_sightings",
                column: "LastSeenAt");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_sightings_TenantId",
                table: "provisioning_sightings",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_sightings_TenantId_DeviceId_SourceId",
                table: "provisioning_sightings",
                columns: new[] { "TenantId", "DeviceId", "SourceId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_state_changes_DeviceId_At",
                table: "provisioning_state_changes",
                columns: new[] { "DeviceId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_state_changes_TenantId",
                table: "provisioning_state_changes",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_trusted_authorities_TenantId",
                table: "provisioning_trusted_authorities",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_provisioning_trusted_authorities_TenantId_Thumbprint",
                table: "provisioning_trusted_authorities",
                columns: new[] { "TenantId", "Thumbprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_series_DeviceId_Metric",
                table: "telemetry_series",
                columns: new[] { "DeviceId", "Metric" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_telemetry_series_TenantId",
                table: "telemetry_series",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_access_stamps_ChangedAt",
                table: "tenants_access_stamps",
                column: "ChangedAt");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_access_stamps_TenantId",
                table: "tenants_access_stamps",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_api_keys_Hash",
                table: "tenants_api_keys",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_api_keys_SiteId",
                table: "tenants_api_keys",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_api_keys_TenantId",
                table: "tenants_api_keys",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_grants_PersonId_Role_SiteId",
                table: "tenants_grants",
                columns: new[] { "PersonId", "Role", "SiteId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_grants_SiteId",
                table: "tenants_grants",
                column: "SiteId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_grants_TenantId",
                table: "tenants_grants",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_invitations_PersonId",
                table: "tenants_invitations",
                column: "PersonId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_invitations_TenantId",
                table: "tenants_invitations",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_invitations_TokenHash",
                table: "tenants_invitations",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_organisations_TenantId",
                table: "tenants_organisations",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_people_NormalizedEmail",
                table: "tenants_people",
                column: "NormalizedEmail",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_people_NormalizedUserName",
                table: "tenants_people",
                column: "NormalizedUserName",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_people_TenantId",
                table: "tenants_people",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_person_claims_UserId",
                table: "tenants_person_claims",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_person_logins_UserId",
                table: "tenants_person_logins",
                column: "UserId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_site_tree_stamps_TenantId",
                table: "tenants_site_tree_stamps",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sites_ParentId",
                table: "tenants_sites",
                column: "ParentId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sites_TenantId",
                table: "tenants_sites",
                column: "TenantId");

            migrationBuilder.CreateIndex(
                name: "IX_tenants_sites_TenantId_SitePath",
                table: "tenants_sites",
                columns: new[] { "TenantId", "SitePath" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "core_audit");

            migrationBuilder.DropTable(
                name: "core_job_runs");

            migrationBuilder.DropTable(
                name: "core_outbox");

            migrationBuilder.DropTable(
                name: "provisioning_certificates");

            migrationBuilder.DropTable(
                name: "provisioning_enrolment_templates");

            migrationBuilder.DropTable(
                name: "provisioning_own_authorities");

            migrationBuilder.DropTable(
                name: "provisioning_sightings");

            migrationBuilder.DropTable(
                name: "provisioning_state_changes");

            migrationBuilder.DropTable(
                name: "telemetry_series");

            migrationBuilder.DropTable(
                name: "tenants_access_stamps");

            migrationBuilder.DropTable(
                name: "tenants_api_keys");

            migrationBuilder.DropTable(
                name: "tenants_grants");

            migrationBuilder.DropTable(
                name: "tenants_invitations");

            migrationBuilder.DropTable(
                name: "tenants_organisations");

            migrationBuilder.DropTable(
                name: "tenants_person_claims");

            migrationBuilder.DropTable(
                name: "tenants_person_logins");

            migrationBuilder.DropTable(
                name: "tenants_person_tokens");

            migrationBuilder.DropTable(
                name: "tenants_site_tree_stamps");

            migrationBuilder.DropTable(
                name: "provisioning_trusted_authorities");

            migrationBuilder.DropTable(
                name: "provisioning_devices");

            migrationBuilder.DropTable(
                name: "tenants_sites");

            migrationBuilder.DropTable(
                name: "tenants_people");
        }
    }
}
