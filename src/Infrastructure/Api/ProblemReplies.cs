using IoTConsole.Infrastructure.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IoTConsole.Infrastructure.Api;

/// <summary>Refusals as <c>application/problem+json</c> (RFC 9457) with the stable code beside the sentence.</summary>
public static class ProblemReplies
{
    public static ProblemHttpResult ToHttp(this Problem problem) => TypedResults.Problem(
        detail: problem.Message,
        title: TitleOf(problem.Kind),
        statusCode: StatusOf(problem.Kind),
        extensions: new Dictionary<string, object?> { ["code"] = problem.Code, ["field"] = problem.Field }
            .Where(e => e.Value is not null).ToDictionary());

    public static Results<Ok<T>, ProblemHttpResult> ToHttp<T>(this Result<T> result) =>
        result.Succeeded ? TypedResults.Ok(result.Value) : result.Problem.ToHttp();

    public static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.Busy => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status400BadRequest,
    };

    private static string TitleOf(ProblemKind kind) => kind switch
    {
        ProblemKind.NotFound => "Not found",
        ProblemKind.Conflict => "Conflict",
        ProblemKind.Forbidden => "Not permitted",
        ProblemKind.Busy => "Too many requests",
        _ => "Not valid",
    };
}
