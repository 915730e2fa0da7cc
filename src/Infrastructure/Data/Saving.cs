using System.Data.Common;
using IoTConsole.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace IoTConsole.Infrastructure.Data;

/// <summary>Turns what the database itself refused into the problem a check would have given.</summary>
public static class Saving
{
    /// <summary>Saves; null when it went well.</summary>
    /// <param name="whenTaken">The refusal when a unique index was violated: somebody else was quicker.</param>
    public static async Task<Problem?> TrySaveAsync(this ConsoleDb db, Problem whenTaken, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Problem(ProblemKind.Conflict, "core.changed-meanwhile", "Somebody changed this while you were editing. Look at it again, then repeat your change.");
        }
        catch (DbUpdateException fault) when (IsUniqueViolation(fault))
        {
            return whenTaken;
        }
    }

    /// <summary>True when a unique index or key refused the save, on any of the three engines.</summary>
    public static bool IsUniqueViolation(this DbUpdateException fault) => fault.InnerException is DbException inner
        && (inner.SqlState == "23505"
            || inner.Message.Contains("UNIQUE constraint failed", StringComparison.Ordinal)
            || inner.Data["HelpLink.EvtID"] is "2601" or "2627");
}
