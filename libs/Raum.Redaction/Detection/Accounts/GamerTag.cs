namespace Raum.Redaction;

/// <summary>Names with a number as games and Discord give them, "on Discord, where he's plaidman#4471", and those between "xX" and "Xx".</summary>
/// <remarks>Wants the word for such a place near: "room#1204" is none. Linear: looks at each number sign and each "xX", and a bounded stretch around it.</remarks>
internal sealed class GamerTag : IDetector
{
    private const int Shortest = 3;
    private const int Longest = 32;
    private const int ShortestFramed = 7;
    private const int Reach = 80;

    private static readonly WordSet Places = Cues.Set(
        "discord discordtag battletag battlenet battle blizzard riot valorant overwatch fortnite steam xbox playstation game spiel jeu juego jogo gioco spel guild gilde clan ingame gamertag server player spieler joueur jugador jogador giocatore"
    );

    private static readonly WordSet Things = Cues.Set(
        "lobby match raid level world shard season ticket order case issue room invoice item bug line channel page task build version error part number article zimmer bestellung rechnung vorgang artikel commande facture chambre pedido factura ordine fattura camera bestelling factuur kamer"
    );

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        // Few texts have the capital; looking for two letters takes longer.
        if (text.Contains('X'))
        {
            Framed(text, findings);
        }

        for (var from = 0; units.Has('#') && text[from..].IndexOf('#') is >= 0 and var found; )
        {
            var sign = from + found;
            from = sign + 1;
            var end = CodeDigits.Run(text, from);
            if (end - from is not (4 or 5) || (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-')))
            {
                continue;
            }

            var start = sign;
            while (start > 0 && sign - start <= Longest && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '.'))
            {
                start--;
            }

            Work.Add(sign - start);
            if (
                sign - start is >= Shortest and <= Longest
                && char.IsLetter(text[start])
                && !Things.Contains(text[start..sign])
                && (Says(text[Math.Max(0, start - Reach)..start]) || Says(text[end..Math.Min(text.Length, end + Reach / 2)]))
            )
            {
                findings.Add(new Finding(start, end, PiiType.Username, "handle", 0.8, "tag"));
            }
        }
    }

    /// <summary>"xX_dragoflex_Xx": nothing else is written so.</summary>
    private static void Framed(ReadOnlySpan<char> text, List<Finding> findings)
    {
        for (var from = 0; text[from..].IndexOf("xX", StringComparison.Ordinal) is >= 0 and var found; )
        {
            var start = from + found;
            var end = start;
            while (end < text.Length && end - start <= Longest && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            from = Math.Max(end, start + 2);
            Work.Add(end - start);
            var token = text[start..end].TrimEnd("0123456789_");
            if (token.Length is >= ShortestFramed and <= Longest && token.EndsWith("Xx", StringComparison.Ordinal))
            {
                findings.Add(new Finding(start, end, PiiType.Username, "handle", 0.85, "tag"));
            }
        }
    }

    private static bool Says(ReadOnlySpan<char> near)
    {
        Work.Add(near.Length);
        for (var at = 0; Lexicon.NextWord(near, ref at, out var word); )
        {
            if (Places.Contains(near[word..at]))
            {
                return true;
            }
        }

        return false;
    }
}
