using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Tenants.Access;
using IoTConsole.Tenants.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Tenants.SignIn;

/// <summary>Identity's people in our tables. A changed security stamp is noticed by the person's open pages on every node.</summary>
internal sealed class PersonStore(SignInDb db, IdentityErrorDescriber describer, Actors actors, Caller caller, TimeProvider clock)
    : UserOnlyStore<Person, ConsoleDb, Guid, PersonClaim, PersonLogin, PersonToken>(db.Db, describer)
{
    public override async Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken = default)
    {
        // Looked at without detecting changes: the base attaches the person again, and what was detected by then would be
        // taken for the state before. The audit of a switched second factor was lost that way.
        Context.ChangeTracker.AutoDetectChangesEnabled = false;
        var stamp = Context.Entry(user).Property(p => p.SecurityStamp);
        var ended = stamp.EntityEntry.State != EntityState.Detached && stamp.OriginalValue != stamp.CurrentValue;
        if (ended)
        {
            await AccessStamp.TouchAsync(Context, user.Id, clock.GetUtcNow(), cancellationToken);
            await OpenSession.EndOthersAsync(Context, user.Id, caller.IsEstablished && caller.Actor.Id == user.Id ? caller.Session : null, cancellationToken);
        }

        Context.ChangeTracker.AutoDetectChangesEnabled = true;
        var result = await base.UpdateAsync(user, cancellationToken);
        if (ended && result.Succeeded) await actors.LookAsync(cancellationToken);
        return result;
    }

    // Passkeys in a table of our own: with a tenant, a name for the audit, and columns instead of a document.
    public override async Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        if (await HeldAsync(user.Id, passkey.CredentialId, cancellationToken) is { } held)
        {
            held.Take(passkey);
            held.LastUsedAt = clock.GetUtcNow();
            return;
        }

        var fresh = new Passkey
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()), TenantId = user.TenantId, PersonId = user.Id, CredentialId = passkey.CredentialId, PublicKey = passkey.PublicKey,
            Transports = string.Join(',', passkey.Transports ?? []), IsBackupEligible = passkey.IsBackupEligible, CreatedAt = clock.GetUtcNow(),
        };
        fresh.Take(passkey);
        Context.Add(fresh);
    }

    public override async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        (await Context.Set<Passkey>().AsNoTracking().Where(p => p.PersonId == user.Id).OrderBy(p => p.CreatedAt).ToListAsync(cancellationToken)).ConvertAll(p => p.ToInfo());

    public override async Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        var owner = await Context.Set<Passkey>().AsNoTracking().Where(p => p.CredentialId == credentialId).Select(p => (Guid?)p.PersonId).SingleOrDefaultAsync(cancellationToken);
        return owner is { } id ? await FindByIdAsync(id.ToString(), cancellationToken) : null;
    }

    public override async Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        (await HeldAsync(user.Id, credentialId, cancellationToken))?.ToInfo();

    public override async Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken)
    {
        if (await HeldAsync(user.Id, credentialId, cancellationToken) is { } held) Context.Remove(held);
    }

    private Task<Passkey?> HeldAsync(Guid person, byte[] credentialId, CancellationToken ct) =>
        Context.Set<Passkey>().SingleOrDefaultAsync(p => p.PersonId == person && p.CredentialId == credentialId, ct);
}
