using IoTConsole.Infrastructure.Audit;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Data;

internal sealed class PlumbingTables : IModuleTables
{
    public string Prefix => "core";

    public void Configure(ModelBuilder model)
    {
        model.ApplyConfiguration(new AuditRowConfiguration());
        model.ApplyConfiguration(new OutboxRowConfiguration());
        model.ApplyConfiguration(new JobRunConfiguration());
        model.ApplyConfiguration(new BulkRunConfiguration());
        model.ApplyConfiguration(new BulkChunkConfiguration());
    }
}
