using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Raum.Redaction;

/// <summary>The last look at what leaves for a provider (PII-9): counts known values that are still in it, with the matcher that masked.</summary>
/// <remarks>
/// Looks at content strings, not at protocol names. Besides the plain text it reads JSON escapes, percent-encoding and Base64 of a whole field.
/// A single part of a name that a list has as a word, a place or a brand is a leak only where the words around it say person, and in a known brand of several words
/// it is none, as in masking: a requester called "Claude" stops no call. Parts that masking finds by context alone are not looked for at all: everyday words ("Will", "Mai"),
/// initials and short forms ("JL", "Inma"), parts of two letters. Masking may have left such a part, or the model may have written the word. Thread-safe while the session masks nothing new.
/// </remarks>
public sealed class LeakCheck
{
    private const int MaximumLayers = 3;
    private readonly Vault _vault;
    private readonly KnownPeople _known;
    private readonly Lock _building = new();
    private ValueDictionary? _values;
    private int _formsInValues = -1;

    internal LeakCheck(Vault vault, KnownPeople known)
    {
        _vault = vault;
        _known = known;
    }

    /// <summary>How many places of this outgoing string show a known value; 0 is the only number that may go out.</summary>
    public int Count(string outgoing)
    {
        ArgumentNullException.ThrowIfNull(outgoing);
        var values = Values();
        var count = CountPlain(outgoing, values);
        var text = outgoing;
        for (var layer = 0; layer < MaximumLayers && Decoded(text) is { } inner; layer++)
        {
            count = Math.Max(count, CountPlain(inner, values));
            text = inner;
        }

        return count;
    }

    private ValueDictionary Values()
    {
        lock (_building)
        {
            var forms = _vault.Issued.Sum(identity => identity.FormCount);
            if (_values is null || forms != _formsInValues)
            {
                _values = new ValueDictionary(_vault);
                _formsInValues = forms;
            }

            return _values;
        }
    }

    private int CountPlain(string text, ValueDictionary values)
    {
        var view = NormalizedText.Of(text);
        var found = values.Find(view);
        var people = new List<Finding>();
        _known.DetectSure(view.Text, view.Units, people);
        found.AddRange(people.Select(person => person with { Start = view.StartOf(person.Start), End = view.EndOf(person.End) }));
        if (found.Count == 0)
        {
            return 0;
        }

        // The words of our own placeholders are no values, whatever a person calls themselves.
        var placeholders = new List<Finding>();
        LookalikeDetector.Detect(text, placeholders);
        found.RemoveAll(value => placeholders.Exists(own => own.Start <= value.Start && value.End <= own.End));
        return found.Select(value => (value.Start, value.End)).Distinct().Count();
    }

    /// <summary>The text with one layer of escapes taken off; null when there is none.</summary>
    private static string? Decoded(string text)
    {
        if (FromBase64(text) is { } plain)
        {
            return plain;
        }

        var unescaped = Unescaped(text);
        return string.Equals(unescaped, text, StringComparison.Ordinal) ? null : unescaped;
    }

    private static string Unescaped(string text)
    {
        if (!text.AsSpan().ContainsAny('\\', '%'))
        {
            return text;
        }

        var percent = text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
        if (!percent.Contains('\\', StringComparison.Ordinal))
        {
            return percent;
        }

        var plain = new StringBuilder(percent.Length);
        for (var i = 0; i < percent.Length; i++)
        {
            if (percent[i] != '\\' || i + 1 >= percent.Length)
            {
                plain.Append(percent[i]);
                continue;
            }

            var escape = percent[++i];
            if (
                escape == 'u'
                && i + 4 < percent.Length
                && ushort.TryParse(percent.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            )
            {
                plain.Append((char)unit);
                i += 4;
            }
            else
            {
                plain.Append(escape is 'n' or 'r' or 't' or 'b' or 'f' ? ' ' : escape);
            }
        }

        return plain.ToString();
    }

    private static string? FromBase64(string text)
    {
        var field = text.AsSpan().Trim();
        if (field.Length < 8 || field.ContainsAny(' ', '.', '@'))
        {
            return null;
        }

        var bytes = new byte[((field.Length + 3) / 4 * 3) + 3];
        var standard = field.ToString().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        standard = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        return Base64.IsValid(standard) && Convert.TryFromBase64String(standard, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : null;
    }
}
