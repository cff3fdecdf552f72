namespace Raum.Providers;

/// <summary>What the name of a model may look like: it becomes part of addresses, spans and audit events.</summary>
public static class ModelName
{
    /// <summary>1 to 128 letters, digits and <c>- _ . : / @</c>, a letter or digit first, without <c>..</c> and <c>//</c>.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= 128 }
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '@')
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("//", StringComparison.Ordinal);
}
