using MudBlazor;

namespace IoTConsole.Web.Shell;

/// <summary>Type and measures for MudBlazor's parts. Their colours are the tokens of console.css, set in mud.css, so that a theme is chosen without the server.</summary>
internal static class ConsoleTheme
{
    public static readonly MudTheme Mud = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = ["Inter", "system-ui", "sans-serif"], FontSize = "0.844rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontSize = "0.844rem", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
