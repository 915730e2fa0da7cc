using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Account;
using IoTConsole.Tenants.Keys;
using IoTConsole.Tenants.Organisations;
using IoTConsole.Tenants.People;
using IoTConsole.Tenants.SignIn;
using IoTConsole.Tenants.Sites;
using IoTConsole.Tenants.Views;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants;

internal sealed class TenantsTables : IModuleTables
{
    public string Prefix => "tenants";

    public void Configure(ModelBuilder model)
    {
        model.ApplyConfiguration(new OrganisationConfiguration());
        model.ApplyConfiguration(new SiteConfiguration());
        model.ApplyConfiguration(new SiteTreeStampConfiguration());
        model.ApplyConfiguration(new PersonConfiguration());
        model.ApplyConfiguration<PersonClaim>(new PersonRecordsConfiguration());
        model.ApplyConfiguration<PersonLogin>(new PersonRecordsConfiguration());
        model.ApplyConfiguration<PersonToken>(new PersonRecordsConfiguration());
        model.ApplyConfiguration(new GrantConfiguration());
        model.ApplyConfiguration(new InvitationConfiguration());
        model.ApplyConfiguration(new AccessStampConfiguration());
        model.ApplyConfiguration(new OpenSessionConfiguration());
        model.ApplyConfiguration(new PasskeyConfiguration());
        model.ApplyConfiguration(new OwnChoicesConfiguration());
        model.ApplyConfiguration(new ApiKeyConfiguration());
        model.ApplyConfiguration(new SavedViewConfiguration());
        model.ApplyConfiguration(new DefaultViewConfiguration());
    }
}
