using System.Buffers;

namespace Raum.Redaction;

/// <summary>Fields of JSON, XML and links that hold a street: <c>"line1":"77 Pine Crest"</c>, <c>&lt;Street&gt;</c>, <c>street=12+Oak+Ave</c> (PII-1).</summary>
/// <remarks>The value needs letters and a figure. Linear: a bounded stretch behind each label is read.</remarks>
internal sealed class AddressField : IDetector
{
    private const int Longest = 120;
    private const int LongestLabel = 32;

    private static readonly SearchValues<string> Parts = SearchValues.Create(
        ["street", "line", "address", "strasse", "straße", "adresse"],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>End a value in a link.</summary>
    private static readonly SearchValues<char> Ends = SearchValues.Create(" &\n\r\t;\"");

    /// <summary>Stand between the words of a street.</summary>
    private static readonly SearchValues<char> Dividers = SearchValues.Create(" +%,.");

    /// <summary>Never stand in one.</summary>
    private static readonly SearchValues<char> Others = SearchValues.Create("@\n{}[]<>");

    /// <summary>Labels without the signs between their words.</summary>
    private static readonly WordSet Labels = Cues.Set(
        "street street1 street2 streetaddress streetname line1 line2 addressline addressline1 addressline2 address address1 address2 shippingaddress billingaddress deliveryaddress homeaddress postaladdress "
            + "mailingaddress customeraddress strasse straße adresse lieferadresse rechnungsadresse adresseligne1"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        // What stands on either side of a label.
        if (!units.Has('<') && !units.Has('"') && !units.Has('\'') && !units.Has('='))
        {
            return;
        }

        for (var at = 0; at < text.Length && text[at..].IndexOfAny(Parts) is >= 0 and var found; )
        {
            var start = at + found;
            var end = start;
            while (end < text.Length && IsLabelUnit(text[end]))
            {
                end++;
            }

            while (start > at && IsLabelUnit(text[start - 1]))
            {
                start--;
            }

            Work.Add(end - start);
            at = end + 1;
            if (end - start <= LongestLabel && IsLabel(text[start..end]) && Value(text, start, end) is var (from, to))
            {
                findings.Add(new Finding(from, to, PiiType.Address, "address-field", 0.9, "field"));
                at = to;
            }
        }
    }

    private static bool IsLabelUnit(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        Span<char> letters = stackalloc char[label.Length];
        var count = 0;
        foreach (var c in label)
        {
            if (c is not ('_' or '-'))
            {
                letters[count++] = c;
            }
        }

        return Labels.Contains(letters[..count]);
    }

    /// <summary>What stands behind the label, up to the sign that closes it; null where this is no field.</summary>
    private static (int Start, int End)? Value(ReadOnlySpan<char> text, int start, int at)
    {
        var before = start > 0 ? text[start - 1] : '\0';
        int length;
        if (before == '<' && at < text.Length && text[at] == '>')
        {
            at++;
            length = Near(text, at).IndexOf('<');
        }
        else if (before is '"' or '\'' && at < text.Length && text[at] == before)
        {
            for (at++; at < text.Length && text[at] is ' ' or ':'; at++) { }
            if (at >= text.Length || text[at] != before)
            {
                return null;
            }

            at++;
            length = Near(text, at).IndexOf(before);
        }
        else if (before is '\0' or '&' or '?' or ' ' or '\n' && at < text.Length && text[at] == '=')
        {
            at++;
            length = Near(text, at).IndexOfAny(Ends);
            length = length < 0 ? Near(text, at).Length : length;
        }
        else
        {
            return null;
        }

        Work.Add(Longest);
        return length is > 0 and <= Longest && IsStreet(text.Slice(at, length)) ? (at, at + length) : null;
    }

    /// <summary>As much as a value may have, and what ends it.</summary>
    private static ReadOnlySpan<char> Near(ReadOnlySpan<char> text, int at) => text.Slice(at, Math.Min(Longest + 1, text.Length - at));

    /// <summary>A word of letters and, apart from it, a number: no mail address, no network address.</summary>
    private static bool IsStreet(ReadOnlySpan<char> value)
    {
        var letters = 0;
        var hasWord = false;
        foreach (var c in value)
        {
            letters = char.IsLetter(c) ? letters + 1 : 0;
            hasWord |= letters > 2;
        }

        return hasWord
            && value.ContainsAnyInRange('0', '9')
            && value.ContainsAny(Dividers)
            && !value.ContainsAny(Others)
            && !value.Contains("://", StringComparison.Ordinal);
    }
}
