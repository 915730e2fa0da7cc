using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IoTConsole.Benchmarks.Parts;

namespace IoTConsole.Benchmarks.Load;

/// <summary>
/// A browser's half of one open page without a browser: reads the document, starts its circuit with the components that stand in it, answers what
/// the page asks of scripts, and acknowledges each batch of changes when it has arrived. It draws nothing, so that the server alone is measured.
/// </summary>
internal sealed partial class CircuitClient : IAsyncDisposable
{
    private const int Invocation = 1, Completion = 3, Ping = 6, Close = 7;
    private static readonly TimeSpan _pulse = TimeSpan.FromSeconds(10);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _shown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConsoleUnderTest _console;
    private readonly byte[] _expected;
    private Task _hearing = Task.CompletedTask;
    private Task _beating = Task.CompletedTask;
    private long _references;
    private long _batches;
    private long _bytes;

    private CircuitClient(ConsoleUnderTest console, string expected) => (_console, _expected) = (console, Encoding.UTF8.GetBytes(expected));

    /// <summary>Batches of changes so far.</summary>
    public long Batches => Volatile.Read(ref _batches);

    /// <summary>Of those batches.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Why the page is no longer open; null while it is.</summary>
    public string? Ended { get; private set; }

    /// <param name="address">Path and query.</param>
    /// <param name="expected">A text that the circuit sends when it has drawn the page.</param>
    public static async Task<CircuitClient> OpenAsync(ConsoleUnderTest console, string address, string expected, CancellationToken ct)
    {
        var client = new CircuitClient(console, expected);
        var html = await console.Http.GetStringAsync(address, ct);
        using var negotiated = await console.Http.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, ct);
        var token = JsonNode.Parse(await negotiated.Content.ReadAsStringAsync(ct))!["connectionToken"]!.GetValue<string>();
        client._socket.Options.SetRequestHeader("Cookie", console.Cookies.GetCookieHeader(console.Http.BaseAddress!));
        await client._socket.ConnectAsync(new Uri($"ws://{console.Http.BaseAddress!.Authority}/_blazor?id={Uri.EscapeDataString(token)}"), ct);
        await client._socket.SendAsync("{\"protocol\":\"blazorpack\",\"version\":1}\u001e"u8.ToArray(), WebSocketMessageType.Text, true, ct);
        client._hearing = Task.Run(client.HearAsync, CancellationToken.None);
        client._beating = Task.Run(client.BeatAsync, CancellationToken.None);
        var root = console.Http.BaseAddress!.ToString();
        await client.SendAsync(new PackWriter().Array(5).Number(Invocation).NoHeaders().Text("1").Text("StartCircuit").Array(4).Text(root).Text(new Uri(console.Http.BaseAddress!, address).ToString()).Text("[]").Text(StateOf(html)));
        await client._started.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
        await client.CallAsync("UpdateRootComponents", w => w.Array(2).Text(ComponentsOf(html)).Text(StateOf(html)));
        await client._shown.Task.WaitAsync(TimeSpan.FromSeconds(60), ct);
        return client;
    }

    /// <summary>As a browser that closes the tab: the circuit ends at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_started.Task.IsCompletedSuccessfully)
        {
            using var farewell = new MultipartFormDataContent { { new StringContent(_started.Task.Result), "circuitId" } };
            using var reply = await _console.Http.PostAsync("/_blazor/disconnect", farewell);
        }

        await _leaving.CancelAsync();
        await _hearing;
        await _beating;
        _socket.Dispose();
        _turn.Dispose();
        _leaving.Dispose();
    }

    private static string StateOf(string html) => State().Match(html).Groups["it"].Value;

    private static string ComponentsOf(string html)
    {
        var operations = new JsonArray();
        foreach (var marker in Marker().Matches(html).Select(m => JsonNode.Parse(m.Groups["it"].Value)!).Where(m => m["descriptor"] is not null))
            operations.Add(new JsonObject { ["type"] = "add", ["ssrComponentId"] = operations.Count + 1, ["marker"] = marker });
        return operations.Count > 0 ? new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString() : throw new InvalidOperationException("The document has no interactive component.");
    }

    private async Task HearAsync()
    {
        var buffer = new byte[1 << 16];
        try
        {
            var hasShaken = false;
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), _leaving.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException($"The server closed the line: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
                var at = hasShaken ? 0 : buffer.AsSpan(0, length).IndexOf((byte)0x1E) + 1;
                hasShaken = true;
                while (at < length)
                {
                    var size = 0;
                    for (var shift = 0; ; shift += 7)
                    {
                        var next = buffer[at++];
                        size |= (next & 0x7F) << shift;
                        if (next <= 0x7F) break;
                    }

                    await AnswerAsync(buffer.AsMemory(at, size));
                    at += size;
                }

            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            Ended = "left";
        }
        catch (Exception fault) when (fault is WebSocketException or FormatException or IndexOutOfRangeException or InvalidOperationException)
        {
            Ended = fault.Message;
            _started.TrySetException(fault);
            _shown.TrySetException(fault);
        }
    }

    // As a browser's hub connection does; the server gives up whom it has not heard for half a minute.
    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(_pulse);
        try
        {
            while (Ended is null && await timer.WaitForNextTickAsync(_leaving.Token)) await SendAsync(new PackWriter().Array(1).Number(Ping));
        }
        catch (Exception fault) when (fault is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // Whoever hears says why.
        }
    }

    private Task AnswerAsync(ReadOnlyMemory<byte> message)
    {
        var reader = new PackReader(message.Span);
        reader.Array();
        switch (reader.Number())
        {
            case Completion:
                reader.NoHeaders();
                reader.Text();
                const int WithResult = 3;
                if (reader.Number() != WithResult || reader.Text() is not { } secret) throw new FormatException("The circuit was not started.");
                _started.TrySetResult(secret);
                return Task.CompletedTask;
            case Close:
                throw new WebSocketException($"The server ended the connection: {reader.Text()}");
            case Invocation:
                reader.NoHeaders();
                reader.Text();
                return InvokedAsync(reader);
            default:
                return Task.CompletedTask;
        }
    }

    private Task InvokedAsync(PackReader reader)
    {
        var target = reader.Text();
        reader.Array();
        switch (target)
        {
            case "JS.RenderBatch":
                var batch = reader.Number();
                var changes = reader.Bytes();
                Interlocked.Increment(ref _batches);
                Interlocked.Add(ref _bytes, changes.Length);
                if (changes.IndexOf(_expected) >= 0) _shown.TrySetResult();
                return CallAsync("OnRenderCompleted", w => w.Array(2).Number(batch).Nil());
            case "JS.BeginInvokeJS":
                var call = reader.Number();
                var (script, arguments, kind) = (reader.Text(), reader.Text(), reader.Number());
                if (call == 0) return Task.CompletedTask;
                const int Reference = 1;
                var result = kind == Reference ? $"{{\"__jsObjectId\":{++_references}}}" : "null";
                return CallAsync("EndInvokeJSFromDotNet", w => w.Array(3).Number(call).Bool(true).Text($"[{call},true,{result}]"));
            case "JS.Error":
                throw new InvalidOperationException(reader.Text());
            default:
                return Task.CompletedTask;
        }
    }

    private Task CallAsync(string method, Func<PackWriter, PackWriter> arguments) =>
        SendAsync(arguments(new PackWriter().Array(5).Number(Invocation).NoHeaders().Nil().Text(method)));

    private async Task SendAsync(PackWriter message)
    {
        await _turn.WaitAsync(_leaving.Token);
        try
        {
            await _socket.SendAsync(message.Framed(), WebSocketMessageType.Binary, true, _leaving.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<it>[^-]+)-->", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex State();

    [GeneratedRegex(@"<!--Blazor:(?<it>\{.*?\})-->", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Marker();
}
