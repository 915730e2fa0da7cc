using IoTConsole.Infrastructure.Access;
using IoTConsole.Infrastructure.Bulk;
using IoTConsole.Infrastructure.Data;
using IoTConsole.Infrastructure.Events;
using IoTConsole.Infrastructure.Jobs;
using IoTConsole.Infrastructure.Palette;
using IoTConsole.Infrastructure.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IoTConsole.Infrastructure;

/// <summary>The words a module's registration is written in.</summary>
public static class ModuleParts
{
    public static IServiceCollection AddTables<T>(this IServiceCollection services)
        where T : class, IModuleTables => services.AddSingleton<IModuleTables, T>();

    public static IServiceCollection AddPermissions(this IServiceCollection services, params Permission[] permissions)
    {
        foreach (var permission in permissions) services.AddSingleton(permission);
        return services;
    }

    public static IServiceCollection AddNav(
        this IServiceCollection services, string title, string href, string icon, int order, Permission permission) =>
        services.AddSingleton(new NavItem(title, href, icon, order, permission));

    /// <summary>A kind of thing that the command palette finds.</summary>
    public static IServiceCollection AddPaletteSource<T>(this IServiceCollection services)
        where T : class, IPaletteSource => services.AddScoped<IPaletteSource, T>();

    /// <summary>Something to be done from the command palette.</summary>
    /// <param name="href">A page that opens with the question asked: <c>/devices?do=register</c>.</param>
    /// <param name="also">Other words for it, which people also type.</param>
    public static IServiceCollection AddPaletteAction(
        this IServiceCollection services, string id, string title, string href, string icon, Permission? permission, string also = "") =>
        services.AddSingleton(new PaletteAction(id, title, href, icon, permission) { Also = also });

    /// <summary>A part for another module's page, which has <c>&lt;Panels Slot="…" Subject="…" /&gt;</c> where it goes.</summary>
    public static IServiceCollection AddPanel<TComponent>(this IServiceCollection services, string slot, int order)
        where TComponent : IComponent => services.AddSingleton(new Panel(slot, order, typeof(TComponent)));

    /// <summary>A kind of news that people are told in the corner, or silence among their own settings.</summary>
    public static IServiceCollection AddNotice(this IServiceCollection services, string code, string words) => services.AddSingleton(new NoticeKind(code, words));

    /// <summary>Something that can be done to many things of a list at once, in the background.</summary>
    public static IServiceCollection AddBulkVerb<T>(this IServiceCollection services)
        where T : class, IBulkVerb => services.AddScoped<IBulkVerb, T>();

    /// <param name="name"><c>module.verb-plural</c>.</param>
    /// <param name="removesByAge">Whether it removes what is past its time: it rests while the clock cannot be believed.</param>
    public static IServiceCollection AddJob<T>(this IServiceCollection services, string name, TimeSpan every, bool removesByAge = false)
        where T : class, IRecurringJob =>
        services.AddScoped<T>().AddSingleton(new JobDefinition(name, typeof(T), every, removesByAge));

    public static IServiceCollection AddReaction<TNews, T>(this IServiceCollection services)
        where TNews : IEvent
        where T : class, IReactTo<TNews> =>
        services.AddScoped<T>().AddSingleton(new Reaction(
            typeof(TNews), (scope, news, ct) => scope.GetRequiredService<T>().HandleAsync((TNews)news, ct)));
}
