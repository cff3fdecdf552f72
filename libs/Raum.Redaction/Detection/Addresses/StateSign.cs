namespace Raum.Redaction;

/// <summary>The point behind a state of Mexico in short belongs to the address: "44260 Guadalajara, Jal.", "64650 Monterrey, N.L."</summary>
internal static class StateSign
{
    private static readonly WordSet States = Cues.Set(
        "ags bc bcs camp chih chis coah col dgo gto gro hgo jal mex mich mor nay oax pue qro qroo slp sin son tab tamps tlax ver yuc zac"
    );

    /// <summary>The end of the state where the find ends with it or before it; the find's own end otherwise.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int end)
    {
        if (end >= text.Length || text[end] is not ('.' or ',') || end - start < 8)
        {
            return end;
        }

        if (text[end] == ',')
        {
            // "San Andrés Cholula{, Pue."
            var last = end + 2 < text.Length && text[end + 1] == ' ' ? AddressWords.NameEnd(text, end + 2) : end;
            return
                last > end + 3
                && last < text.Length
                && text[last] == '.'
                && States.Contains(text[(end + 2)..last])
                && AddressTail.HasCode(text[start..end])
                ? last + 1
                : end;
        }

        var from = AddressWords.WordStart(text, end);
        if (from < start + 4 || text[from - 1] != ' ' || text[from - 2] != ',' || !char.IsUpper(text[from]))
        {
            return end;
        }

        if (end - from == 1)
        {
            // "N.L.", "B.C.S."
            var at = end;
            while (at + 2 < text.Length && at - end < 4 && char.IsUpper(text[at + 1]) && text[at + 2] == '.')
            {
                at += 2;
            }

            return at > end ? at + 1 : end;
        }

        return States.Contains(text[from..end]) ? end + 1 : end;
    }
}
