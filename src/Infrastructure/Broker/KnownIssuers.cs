using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace IoTConsole.Infrastructure.Broker;

/// <summary>
/// Issuers that admitted clients have shown. A client that resumes its TLS session shows its leaf alone, and its chain must
/// still be found. Nothing here is trusted for being here: the gate judges the whole chain each time.
/// </summary>
internal sealed class KnownIssuers
{
    private const int Subjects = 1000;
    private const int PerSubject = 4;
    private const int Height = 6;
    private readonly ConcurrentDictionary<string, X509Certificate2[]> _bySubject = new(StringComparer.Ordinal);

    public void Remember(IReadOnlyList<X509Certificate2> presented)
    {
        foreach (var certificate in presented.Take(Height))
        {
            var key = KeyOf(certificate.SubjectName);
            if (_bySubject.TryGetValue(key, out var known) && (known.Length >= PerSubject || known.Any(k => k.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span)))) continue;
            if (known is null && _bySubject.Count >= Subjects) continue;
            _bySubject.AddOrUpdate(key, static (_, added) => [added], static (_, before, added) => [.. before, added], certificate);
        }
    }

    public IReadOnlyList<X509Certificate2> Above(X509Certificate2 leaf)
    {
        var found = new List<X509Certificate2>();
        var key = KeyOf(leaf.IssuerName);
        while (found.Count < Height * PerSubject && _bySubject.TryGetValue(key, out var issuers))
        {
            found.AddRange(issuers);
            var next = KeyOf(issuers[0].IssuerName);
            if (next == key || found.Any(f => KeyOf(f.SubjectName) == next)) break;
            key = next;
        }

        return found;
    }

    private static string KeyOf(X500DistinguishedName name) => Convert.ToBase64String(name.RawData);
}
