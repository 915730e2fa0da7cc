namespace IoTConsole.Infrastructure.Results;

/// <summary>Why a request is refused, by what the caller can do about it.</summary>
public enum ProblemKind
{
    /// <summary>No such thing, or not in the caller's scope: the two are never told apart.</summary>
    NotFound,

    /// <summary>Somebody or something else has it, or it changed meanwhile.</summary>
    Conflict,

    /// <summary>The input itself is wrong.</summary>
    Invalid,

    /// <summary>Visible, but the caller's role does not allow this.</summary>
    Forbidden,

    /// <summary>Too much at once; later will do.</summary>
    Busy,
}

/// <summary>An expected refusal: a stable code for programs and one sentence for the operator.</summary>
/// <param name="Kind">Decides the HTTP status and how a page shows it.</param>
/// <param name="Code">Stable, <c>module.words-with-hyphens</c>.</param>
/// <param name="Message">One sentence that says what to do next.</param>
/// <param name="Field">The input it is about, when there is one.</param>
public sealed record Problem(ProblemKind Kind, string Code, string Message, string? Field = null);
