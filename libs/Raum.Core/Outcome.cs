using System.Diagnostics.CodeAnalysis;

namespace Raum.Core;

/// <summary>A value or an expected failure. Exceptions are for bugs; this is the one way to fail.</summary>
/// <remarks>The default value is a failure with <see cref="FailureCode.None"/>: an outcome nobody decided is never a success.</remarks>
[SuppressMessage(
    "Usage",
    "CA2225:Operator overloads have named alternates",
    Justification = "Success and failure convert implicitly by design."
)]
[SuppressMessage(
    "Design",
    "CA1000:Do not declare static members on generic types",
    Justification = "Named constructors read better at the call."
)]
public readonly record struct Outcome<T>
{
    private readonly T? _value;
    private readonly Failure? _failure;

    private Outcome(T value)
    {
        _value = value;
        Succeeded = true;
    }

    private Outcome(Failure failure) => _failure = failure;

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded { get; }

    /// <exception cref="InvalidOperationException">This is a failure.</exception>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: the outcome is a failure ({Failure.Code}).");

    /// <summary>Why it failed; null when it succeeded.</summary>
    public Failure? Failure => Succeeded ? null : _failure ?? new Failure(FailureCode.None);

    /// <summary>Says whether it succeeded, or the code; never the value, which may be text.</summary>
    public override string ToString() => Succeeded ? "succeeded" : $"failed ({Failure.Code})";

    public static implicit operator Outcome<T>(T value) => new(value);

    public static implicit operator Outcome<T>(Failure failure) => new(failure);
}

/// <summary>An expected failure: a code from a closed set, never text.</summary>
/// <param name="Code">Decides retry, problem details, metric tag and audit outcome.</param>
/// <param name="RetryAfter">What the other side asked for, if it did.</param>
public sealed record Failure(FailureCode Code, TimeSpan? RetryAfter = null)
{
    /// <summary>True when the same call may succeed later.</summary>
    public bool IsTransient => Code.IsTransient();
}

/// <summary>The success of something that has no value.</summary>
public readonly record struct Done;
