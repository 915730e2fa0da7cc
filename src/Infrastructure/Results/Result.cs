using System.Diagnostics.CodeAnalysis;

namespace IoTConsole.Infrastructure.Results;

/// <summary>A value, or the one problem that prevented it.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    public Problem? Problem { get; }

    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Problem is null;

    /// <exception cref="InvalidOperationException">The request was refused; look at <see cref="Problem"/> first.</exception>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException(Problem.Message);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}

/// <summary>Nothing to return but success.</summary>
public readonly record struct Done
{
    public static Done It => default;
}

public static class Result
{
    /// <summary>For a value whose type is an interface, which does not turn into a result by itself.</summary>
    public static Result<T> Of<T>(T value) => value;
}
