namespace IoTConsole.Web.Hosting;

/// <summary>The few lines a person reads after start: one address, and how to get in.</summary>
internal static class Greeting
{
    public static async Task GreetAsync(this WebApplication app, bool demo)
    {
        var address = app.Services.GetRequiredService<Addresses>().Main(app.Services.GetRequiredService<HostSettings>().PublicAddress);
        await Console.Out.WriteLineAsync($"\n  IoTConsole is ready at {address}\n");
    }
}
