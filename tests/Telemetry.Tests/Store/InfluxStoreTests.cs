using System.Collections.Concurrent;
using System.Net;
using System.Text;
using IoTConsole.Telemetry.Contracts;
using IoTConsole.Telemetry.Payloads;
using IoTConsole.Telemetry.Store;

namespace IoTConsole.Telemetry.Tests.Store;

public sealed class InfluxStoreTests(InfluxServer server) : IClassFixture<InfluxServer>
{
    private const long T0 = StoreFixture.T0;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_server_is_killed_while_it_writes_and_commits_wait_until_it_is_back()
    {
        using var store = server.NewStore();
        await store.OpenAsync(Ct);
        var acknowledged = 0;
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
            {
                await store.AppendAsync(Enumerable.Range(0, 50).Select(k => new StoredReading(k + 1, T0 + i, ReadingKind.Number, i, null, PayloadEntry.None)).ToArray(), T0 + i, Ct);
                Volatile.Write(ref acknowledged, i + 1);
            }
        }, Ct);
        for (var kill = 1; kill <= 3; kill++)
        {
            SpinWait.SpinUntil(() => Volatile.Read(ref acknowledged) >= kill * 40 || writing.IsFaulted);
            await server.KillAsync();
            SpinWait.SpinUntil(() => store.Fault is not null || writing.IsCompleted);
            Assert.Contains(server.Url, store.Fault, StringComparison.Ordinal);
            await server.StartAsync();
        }

        await writing;

        Assert.Equal(300 * 50, (await store.CheckAsync(Ct)).Readings);
        Assert.Null(store.Fault);
    }

    [Fact]
    public async Task A_refusal_of_the_server_is_a_fault_that_says_what_it_said_and_nobody_is_acknowledged()
    {
        using var store = server.NewStore("never-made");

        var fault = await Assert.ThrowsAsync<StoreFault>(() => store.AppendAsync(new[] { new StoredReading(1, T0, ReadingKind.Number, 1, null, PayloadEntry.None) }, T0, Ct));

        Assert.Contains("404", fault.InnerException?.Message, StringComparison.Ordinal);
        Assert.Contains("does not take readings", store.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_2_writes_and_removes_by_its_own_addresses_with_its_token()
    {
        var asked = new ConcurrentQueue<string>();
        using var client = new InfluxClient(new() { Url = "http://localhost:1", Version = 2, Org = "our org", Token = "secret", Database = "bucket" }, new Listening(asked));

        await client.WriteAsync(Encoding.UTF8.GetBytes("readings,series=0000000001 value=1 5\n"), Ct);
        await client.RemoveAsync("readings", "0000000001", T0, T0 + 1000, Ct);
        await client.MakeDatabaseAsync(Ct);

        Assert.Equal(
            [
                "POST /api/v2/write?org=our%20org&bucket=bucket&precision=ms Token secret readings,series=0000000001 value=1 5\n",
                """POST /api/v2/delete?org=our%20org&bucket=bucket Token secret {"start":"2026-03-02T09:00:00.000Z","stop":"2026-03-02T09:00:00.999Z","predicate":"_measurement=\u0022readings\u0022 AND series=\u00220000000001\u0022"}""",
            ],
            asked);
    }

    private sealed class Listening(ConcurrentQueue<string> asked) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked.Enqueue($"{request.Method} {request.RequestUri!.PathAndQuery} {request.Headers.Authorization} {await request.Content!.ReadAsStringAsync(cancellationToken)}");
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }
}
