namespace Raum.Redaction;

/// <summary>A region that says to be one, behind an address: "Región de la Araucanía", "Provincia di Lecce", "Co. Mayo", "Landkreis Rostock".</summary>
internal static class AddressRegion
{
    private const int MostNames = 3;

    private static readonly WordSet Kinds = Cues.Set(
        "region regione provincia province provincie departamento departement departament estado landkreis kreis kanton canton cantone distrito distretto comarca condado county co concelho comuna municipio prov"
    );

    private static readonly WordSet Small = Cues.Set("de del de la los las du des d of di della dello do da dos das von y e");

    /// <summary>The end of a region that begins at a place; the place itself where none does.</summary>
    public static int Read(ReadOnlySpan<char> text, int at)
    {
        var kind = AddressWords.NameEnd(text, at);
        return Kinds.Contains(text[at..kind]) ? Name(text, at, kind) : at;
    }

    /// <summary>"Región del {Maule": the rest of one in which a find ends.</summary>
    public static int Rest(ReadOnlySpan<char> text, int start, int end)
    {
        var small = AddressWords.WordStart(text, end);
        if (small <= start + 1 || text[small - 1] != ' ' || !Small.Contains(text[small..end]))
        {
            return end;
        }

        var kind = AddressWords.WordStart(text, small - 1);
        return Kinds.Contains(text[kind..(small - 1)]) && Name(text, kind, small - 1) is var last && last > end ? last : end;
    }

    private static int Name(ReadOnlySpan<char> text, int none, int at)
    {
        var end = none;
        at += at < text.Length && text[at] == '.' ? 1 : 0;
        for (var (names, words) = (0, 0); names < MostNames && words < 6 && at + 1 < text.Length && text[at] == ' '; words++)
        {
            var last = AddressWords.NameEnd(text, at + 1);
            if (last == at + 1)
            {
                break;
            }

            var word = text[(at + 1)..last];
            if (char.IsUpper(word[0]))
            {
                if (names == 0 && (NameWords.Of(word) & (WordFacts.Word | WordFacts.Proper)) == WordFacts.Word)
                {
                    // "Departamento de Ventas"
                    return none;
                }

                names++;
                end = last;
            }
            else if (!Small.Contains(word))
            {
                break;
            }

            at = last;
        }

        return end;
    }
}
