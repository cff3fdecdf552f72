using System.Buffers;

namespace Raum.Redaction;

/// <summary>Values behind the keys of a data format: JSON, Python, Ruby, PHP, XML, TOML, query strings, log lines (PII-1).</summary>
/// <remarks>What other keys stand beside it tells whether a "name" is a person's. Linear: a bounded stretch on both sides of each sign is read, and what stands between two values.</remarks>
internal sealed class KeyedRecord : IDetector
{
    private const string Name = "keyed";
    private const string Reason = "key";
    private const int Most = 32;

    /// <summary>Further away another record begins.</summary>
    private const int Widest = 400;

    /// <summary>Never stand in the name of a city.</summary>
    private static readonly SearchValues<char> NoPlace = SearchValues.Create(":=<>{}[]");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has('=') && !units.Has('>') && !units.Has(':'))
        {
            return;
        }

        Span<KeyedValue> record = stackalloc KeyedValue[Most];
        var count = 0;
        for (var at = 0; text[at..].IndexOfAny(KeyedValue.Signs) is >= 0 and var found; )
        {
            var sign = at + found;
            at = sign + 1;
            if (KeyedValue.Read(text, sign) is not { } value)
            {
                continue;
            }

            if (count == Most || (count > 0 && IsAnother(text, record[count - 1].End, value.KeyStart)))
            {
                Settle(text, record[..count], findings);
                count = 0;
            }

            record[count++] = value;
            at = value.End;
        }

        Settle(text, record[..count], findings);
    }

    /// <summary>True where a record ends between two values.</summary>
    private static bool IsAnother(ReadOnlySpan<char> text, int from, int to)
    {
        if (to - from > Widest)
        {
            return true;
        }

        if (to <= from)
        {
            return false;
        }

        var between = text[from..to];
        Work.Add(between.Length);
        return between.ContainsAny("{}()")
            || between.Contains("\n\n", StringComparison.Ordinal)
            || between.Contains("></", StringComparison.Ordinal);
    }

    private static void Settle(ReadOnlySpan<char> text, ReadOnlySpan<KeyedValue> record, List<Finding> findings)
    {
        var people = 0;
        foreach (var value in record)
        {
            people += IsOfPerson(text, value) ? 1 : 0;
        }

        var place = false;
        foreach (var value in record)
        {
            var cell = text[value.Start..value.End];
            var type =
                place && value.Kind == ColumnKind.Place
                    ? PlaceOf(cell)
                    : TableValue.TypeOfField(value.Kind, cell, people > (IsOfPerson(text, value) ? 1 : 0));
            place = type == PiiType.Address || (place && value.Kind == ColumnKind.Region);
            if (type is { } known)
            {
                findings.Add(new Finding(value.Start, value.End, known, Name, 0.92, Reason));
            }
        }
    }

    /// <summary>True for a field about a person that has a value: "phone": null says nothing.</summary>
    private static bool IsOfPerson(ReadOnlySpan<char> text, in KeyedValue value)
    {
        var cell = text[value.Start..value.End];
        return TableDetector.IsOfPerson(value.Kind)
            && (
                value.Kind == ColumnKind.Email
                    ? cell.Contains('@') || TableValue.IsMasked(cell)
                    : TableValue.TypeOf(value.Kind, cell) is not null
            );
    }

    /// <summary>Postcode and city behind a street.</summary>
    private static PiiType? PlaceOf(ReadOnlySpan<char> cell) =>
        cell.Length is > 1 and < 60 && !TableValue.IsMasked(cell) && !cell.ContainsAny(NoPlace) ? PiiType.Address : null;
}
