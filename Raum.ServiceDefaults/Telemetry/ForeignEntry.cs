using System.Collections;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Raum.ServiceDefaults.Telemetry;

/// <summary>What remains of a log line of a library that may write text: which event, which exception type, where in the code.</summary>
internal readonly struct ForeignEntry(EventId eventId, Exception? exception) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly string? _exceptionType = exception?.GetType().FullName;
    private readonly string? _site = Site(exception);

    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] =>
        index switch
        {
            0 => new("event", Name),
            1 => new("exception.type", _exceptionType),
            2 => new("exception.site", _site),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };

    private string Name => eventId.Name ?? eventId.Id.ToString(CultureInfo.InvariantCulture);

    public override string ToString() => _exceptionType is null ? $"event {Name}" : $"event {Name}: {_exceptionType} at {_site}";

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The method that threw: names from the code, never from data.</summary>
    private static string? Site(Exception? exception) =>
        exception is not null && new StackTrace(exception).GetFrame(0)?.GetMethod() is { } method
            ? $"{method.DeclaringType?.FullName}.{method.Name}"
            : null;
}
