namespace Raum.Masking.Redact;

/// <summary>What an offset counts.</summary>
internal enum OffsetUnit
{
    /// <summary>UTF-16 code units, as in C#, Java and JavaScript.</summary>
    Utf16,

    /// <summary>Unicode code points, as in Python; a lone surrogate counts as one.</summary>
    Codepoints,
}

/// <summary>Turns ascending UTF-16 offsets of one text into code points, in one pass.</summary>
internal struct OffsetCounter(string text, OffsetUnit unit)
{
    private int _at;
    private int _skipped;

    /// <summary>The same place in the wanted unit. Offsets come in ascending order.</summary>
    public int Of(int index)
    {
        if (unit == OffsetUnit.Utf16)
        {
            return index;
        }

        while (_at < index)
        {
            if (_at + 1 < text.Length && char.IsSurrogatePair(text[_at], text[_at + 1]) && _at + 1 < index)
            {
                _skipped++;
                _at++;
            }

            _at++;
        }

        return index - _skipped;
    }
}
