using Bunit;
using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Ui;
using IoTConsole.Provisioning.Approvals;
using IoTConsole.Provisioning.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Provisioning.Tests.Approvals;

public class NewApprovalsTests
{
    [Fact]
    public async Task Devices_that_begin_to_wait_are_told_once_to_those_who_may_approve_and_want_to_know()
    {
        await using var estate = await Estate.StartAsync();
        var gateway = new DeviceIdentity(await estate.RegisterAsync("gw-1", isGateway: true), "gw-1", estate.Tenant, true);
        await using var told = new Corner(estate, estate.Admin);
        await using var silent = new Corner(estate, estate.Admin, NewApprovals.Notice);
        await using var elsewhere = new Corner(estate, estate.TheirAdmin);
        await using var mayNot = new Corner(estate, estate.As(Role.Executive, ""));

        await SeenAsync(estate, gateway, "child-1", "child-2");
        told.Page.WaitForAssertion(() => Assert.Equal(["2 devices begin to wait for approval"], told.Said), TimeSpan.FromSeconds(5));
        await SeenAsync(estate, gateway, "child-1");
        await SeenAsync(estate, gateway, "child-3");
        told.Page.WaitForAssertion(() => Assert.Equal(["1 device begins to wait for approval"], told.Said), TimeSpan.FromSeconds(5));

        Assert.Empty(silent.Said.Concat(elsewhere.Said).Concat(mayNot.Said));
    }

    private static async Task SeenAsync(Estate estate, DeviceIdentity gateway, params string[] children)
    {
        var noted = estate.Console.Services.GetRequiredService<DeviceSightings>();
        estate.Console.Clock.Advance(LivePage.Rhythm);
        foreach (var child in children) noted.UnknownChild(gateway, child);
        await noted.WriteAsync(default);
    }

    /// <summary>The corner of one person's page.</summary>
    private sealed class Corner : IAsyncDisposable
    {
        private readonly AsyncServiceScope _scope;
        private readonly BunitContext _page = new();

        public Corner(Estate estate, Actor who, string silent = "")
        {
            _scope = estate.Console.As(who);
            _page.JSInterop.Mode = JSRuntimeMode.Loose;
            _page.Services.AddFallbackServiceProvider(_scope.ServiceProvider);
            _page.Services.AddSingleton<TimeProvider>(estate.Console.Clock);
            _scope.ServiceProvider.GetRequiredService<OwnNotices>().Silence(silent);
            Page = _page.Render<NewApprovals>();
        }

        public IRenderedComponent<NewApprovals> Page { get; }

        public IEnumerable<string> Said => _scope.ServiceProvider.GetRequiredService<Toasts>().Shown.Select(t => t.Words);

        public async ValueTask DisposeAsync()
        {
            await _page.DisposeAsync();
            await _scope.DisposeAsync();
        }
    }
}
