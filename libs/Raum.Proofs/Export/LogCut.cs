using System.Globalization;

namespace Raum.Proofs.Export;

/// <summary>Where a log was cut: entries before it are there by their hash alone. The text of a note that the log's key signs.</summary>
/// <remarks>Its second line is no number, so that it can never be taken for a checkpoint.</remarks>
/// <param name="Origin">Which log.</param>
/// <param name="First">The first entry that is there in full.</param>
/// <param name="At">When.</param>
public sealed record LogCut(string Origin, long First, DateTimeOffset At)
{
    private const string FirstLine = "raum-audit-cut/v1";
    private const string FirstName = "first ";
    private const string AtName = "at ";
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>One line for each property.</summary>
    public string Text =>
        string.Join(
            '\n',
            FirstLine,
            Origin,
            string.Create(CultureInfo.InvariantCulture, $"{FirstName}{First}"),
            AtName + At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture),
            ""
        );

    /// <summary>Reads the text of a note.</summary>
    /// <returns>Null when it is none about a cut.</returns>
    public static LogCut? Parse(string text) =>
        text.Split('\n') is [FirstLine, { Length: > 0 } origin, var first, var at, ""]
        && first.StartsWith(FirstName, StringComparison.Ordinal)
        && long.TryParse(first.AsSpan(FirstName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && at.StartsWith(AtName, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(
            at.AsSpan(AtName.Length),
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? new LogCut(origin, index, time)
            : null;
}
