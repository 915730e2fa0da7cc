using IoTConsole.Infrastructure.Results;
using static IoTConsole.Infrastructure.Ui.Words;

namespace IoTConsole.Infrastructure.Access;

public static class AccessProblems
{
    public static readonly Problem NotThePlatform = new(
        ProblemKind.Forbidden, "access.not-the-platform", "Only whoever runs the platform may do this. Ask them.");

    public static Problem Missing(Permission permission) => new(
        ProblemKind.Forbidden, "access.missing-permission",
        T("Your role does not include “{0}” here. Ask an administrator of this part of the portfolio.", T(permission.Words)));
}
