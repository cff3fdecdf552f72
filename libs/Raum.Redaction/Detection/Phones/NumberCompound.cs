namespace Raum.Redaction;

/// <summary>German and Dutch compounds that name a number: "Polisnummer", "Vorgangsnr" are those of things, "Rückrufnummer" that of a phone.</summary>
internal static class NumberCompound
{
    private const int Shortest = 8;

    private static readonly string[] Ends = ["nummer", "nummern", "nr"];

    private static readonly WordSet Phones = Cues.Set(
        "telefon telefoon tel handy mobil mobiel mobilfunk mobiltelefon ruf ruckruf gsm fax telefax whatsapp kontakt contact festnetz festnetz vast privat prive thuis werk werks nood noodgevallen notfall notruf hotline service buro office durchwahl sms "
            + "zentral terugbel bel diensthandy dienst firmen firmenhandy geschafts haupt signal ausweich erreichbarkeits bereikbaarheids doorkies klantenservice kundenservice haus huis"
    );

    /// <summary>True for the number of a thing.</summary>
    public static bool IsOther(ReadOnlySpan<char> word)
    {
        if (word.Length < Shortest || (word[^1] | 0x20) is not ('r' or 'n'))
        {
            return false;
        }

        foreach (var end in Ends)
        {
            if (word.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return !Phones.Contains(word[..^end.Length]);
            }
        }

        return false;
    }
}
