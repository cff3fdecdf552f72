namespace Raum.Redaction;

/// <summary>Values behind the keys of a data format: JSON, Python, Ruby, PHP, XML, TOML, query strings, log lines (PII-1).</summary>
/// <remarks>Linear: a bounded stretch on both sides of each sign is read, and what stands between two values.</remarks>
internal sealed class KeyedRecord : IDetector
{
    private const string Name = "keyed";

    /// <summary>Further away another record begins.</summary>
    private const int Widest = 400;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        if (!units.Has('=') && !units.Has('>') && !units.Has(':'))
        {
            return;
        }

        var record = new FieldRecord(stackalloc KeyedValue[FieldRecord.Most]);
        for (var at = 0; text[at..].IndexOfAny(KeyedValue.Signs) is >= 0 and var found; )
        {
            var sign = at + found;
            at = sign + 1;
            if (KeyedValue.Read(text, sign) is not { } value)
            {
                continue;
            }

            if (record.IsFull || (!record.IsEmpty && IsAnother(text, record.End, value.KeyStart)))
            {
                record.Settle(text, isWritten: false, Name, findings);
            }

            record.Add(value);
            at = value.End;
        }

        record.Settle(text, isWritten: false, Name, findings);
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
}
