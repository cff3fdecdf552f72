namespace Raum.Redaction;

/// <summary>Lines that a person of the ticket begins, of whom the name is also a word: "Vogel: hallo", "[10:02] Stella: ", "RE: Fleur - facture".</summary>
internal static class KnownLine
{
    private static readonly WordSet Replies = Cues.Set("re aw wg fw fwd tr rv r enc antw");

    /// <summary>What begins a line of a chat; not "Price: see below".</summary>
    private static readonly WordSet Openings = Cues.Set(
        "hello hi hey hallo moin hola buenas ciao buongiorno oi ola bonjour salut hoi dag ok okay yes no ja nein nee si oui non sim nao i ich je yo io eu ik "
            + "thanks thx danke merci gracias grazie obrigado obrigada bedankt sorry"
    );

    public static bool Begins(ReadOnlySpan<char> text, int start, int end)
    {
        if (!char.IsUpper(text[start]) || end >= text.Length)
        {
            return false;
        }

        if (start >= 3 && text[start - 1] == ' ' && text[start - 2] == ':' && text[end] == ' ' && end + 2 < text.Length)
        {
            var from = ValueToken.WordStart(text, start - 2);
            return text[end + 1] is '-' or '–' && text[end + 2] == ' ' && Replies.Contains(text[from..(start - 2)]);
        }

        var colon = text[end] == ' ' ? end + 1 : end;
        if (colon + 1 >= text.Length || text[colon] != ':' || text[colon + 1] is not (' ' or '\n'))
        {
            return false;
        }

        if (start > 1 && text[start - 1] == ' ' && text[start - 2] is ']')
        {
            // "[10:02] Vogel: "
            return true;
        }

        return (start == 0 || text[start - 1] == '\n')
            && colon + 2 < text.Length
            && Openings.Contains(text[(colon + 2)..ValueToken.WordEnd(text, colon + 2)]);
    }
}
