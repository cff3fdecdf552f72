using System.Text.RegularExpressions;
using Raum.Core;

namespace Raum.Redaction;

/// <summary>A pattern that an organization added (PII-7). It runs in linear time: backtracking constructs are refused when it is made.</summary>
public sealed class CustomPattern
{
    /// <summary>Longest pattern that is accepted, in UTF-16 code units.</summary>
    public const int MaximumLength = 500;

    /// <summary>A pattern may take no longer for one text.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex _expression;

    private CustomPattern(string name, PiiType type, Regex expression)
    {
        Name = name;
        Type = type;
        _expression = expression;
    }

    /// <summary>Shown as the detector of what it finds.</summary>
    public string Name { get; }

    public PiiType Type { get; }

    /// <summary>Checks and compiles a pattern in .NET syntax without look-around, back references and atomic groups, and without large parts that repeat.</summary>
    /// <returns>
    /// <see cref="FailureCode.InvalidRequest"/> for an empty name, a pattern that is too long or too large, does not parse, cannot run in linear time, or matches the empty text.
    /// </returns>
    public static Outcome<CustomPattern> Create(string name, PiiType type, string pattern)
    {
        if (
            string.IsNullOrWhiteSpace(name)
            || string.IsNullOrEmpty(pattern)
            || pattern.Length > MaximumLength
            || !PatternSize.IsSmall(pattern)
            || type == PiiType.Lookalike
        )
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        try
        {
            var expression = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Longest);
            return expression.IsMatch("") ? new Failure(FailureCode.InvalidRequest) : new CustomPattern(name, type, expression);
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            // The message quotes the pattern, so only the code goes on.
            return new Failure(FailureCode.InvalidRequest);
        }
    }

    /// <summary>Adds what the pattern finds in a text.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than a second. It quotes nothing of the text.</exception>
    internal void Detect(ReadOnlySpan<char> text, string reason, List<Finding> findings)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var match in _expression.EnumerateMatches(text))
        {
            findings.Add(new Finding(match.Index, match.Index + match.Length, Type, Name, 0.95, reason));
        }

        // The runtime looks at its clock between stretches of a text only: a pattern of large counts spends its time inside one.
        if (TimeProvider.System.GetElapsedTime(started) > Longest)
        {
            throw new RegexMatchTimeoutException("A pattern of the organization took longer than a second.");
        }
    }
}
