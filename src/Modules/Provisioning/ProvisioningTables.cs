using IoTConsole.Infrastructure.Data;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Authorities;
using IoTConsole.Provisioning.Certificates;
using IoTConsole.Provisioning.Devices;
using IoTConsole.Provisioning.Lifecycle;
using IoTConsole.Provisioning.Manifests;
using IoTConsole.Provisioning.Revocation;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Provisioning;

internal sealed class ProvisioningTables : IModuleTables
{
    public string Prefix => "provisioning";

    public void Configure(ModelBuilder model)
    {
        model.ApplyConfiguration(new DeviceConfiguration());
        model.ApplyConfiguration(new StateChangeConfiguration());
        model.ApplyConfiguration(new DeviceCertificateConfiguration());
        model.ApplyConfiguration(new OwnAuthorityConfiguration());
        model.ApplyConfiguration(new RevocationListConfiguration());
        model.ApplyConfiguration(new TrustedAuthorityConfiguration());
        model.ApplyConfiguration(new EnrolmentTemplateConfiguration());
        model.ApplyConfiguration(new SightingConfiguration());
        model.ApplyConfiguration<Manifest>(new ManifestConfiguration());
        model.ApplyConfiguration<ManifestPart>(new ManifestConfiguration());
    }
}
