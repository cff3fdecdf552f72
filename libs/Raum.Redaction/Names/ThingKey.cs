namespace Raum.Redaction;

/// <summary>Keys and labels behind which a product stands, whatever it is called: "item_name: Garden Chair", "Artikel: Frida".</summary>
internal static class ThingKey
{
    private const int Longest = 24;

    /// <summary>Letters alone, folded.</summary>
    private static readonly WordSet Keys = Cues.Set(
        "item itemname itemtitle product productname producttitle producttype article articlename artikel artikelname artikelbezeichnung produkt produktname produit nomduproduit nomproduit producto nombreproducto nombredelproducto "
            + "articulo prodotto nomeprodotto articolo produto nomedoproduto nomeproduto artigo productnaam artikelnaam sku"
    );

    /// <summary>True where such a key ends before this place, behind a colon, an equals sign or the end of its tag.</summary>
    public static bool IsBefore(ReadOnlySpan<char> text, int start)
    {
        var end = Skip(text, start, " \"'>");
        if (end == 0 || !(text[end - 1] is ':' or '=' || (end < start && text[end] == '>')))
        {
            return false;
        }

        end = Skip(text, text[end - 1] is ':' or '=' ? end - 1 : end, " \"':=");
        Span<char> letters = stackalloc char[Longest];
        var count = 0;
        for (var at = end; at > 0 && end - at < Longest && (char.IsLetter(text[at - 1]) || text[at - 1] is '_' or '-'); at--)
        {
            if (char.IsLetter(text[at - 1]))
            {
                letters[^(++count)] = Folding.Fold(text[at - 1]);
            }
        }

        return count > 0 && Keys.Contains(letters[^count..]);
    }

    /// <summary>Goes back over some of these signs.</summary>
    private static int Skip(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> signs)
    {
        for (var most = 4; most > 0 && at > 0 && signs.Contains(text[at - 1]); most--)
        {
            at--;
        }

        return at;
    }
}
