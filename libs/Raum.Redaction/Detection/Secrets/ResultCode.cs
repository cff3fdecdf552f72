namespace Raum.Redaction;

/// <summary>Codes by which something ends or is billed: "billed with code 20610", "exited with code 13724", "mit Code 5103 abgelehnt".</summary>
/// <remarks>Six digits may be a one-time code, with which one fails to log in as well, and so may any others beside a door or a login. Linear: a few words around the cue are read.</remarks>
internal static class ResultCode
{
    private const int MostBefore = 4;
    private const int SixDigits = 6;

    private static readonly WordSet With = Cues.Set("with mit avec con com met under unter sous bajo sob sotto onder");

    private static readonly WordSet Small = Cues.Set("the a an einem dem der le un el il o um een de status return");

    private static readonly WordSet Outcomes = Cues.Set(
        "back vuelve vuelven devuelve devuelven voltam torna tornano zuruck retourne billed coded charged invoiced exit exits exited exiting fail fails failed failing crash crashes crashed crashing reject rejected rejects decline declined declines refuse refused denied return returned returns end ends ended "
            + "terminated terminates stop stops stopped quit quits abort aborts aborted respond responds responded answers answered bounced "
            + "abgelehnt beendet beendete abgebrochen fehlgeschlagen scheitert scheiterte gescheitert endet endete abgesturzt antwortet antwortete verweigert zuruckgewiesen abgerechnet "
            + "refuse refusee echoue echouee rejete rejetee plante termine facture facturee repond "
            + "fallo falla fallido rechazado rechazada denegado denegada termino termina facturado facturada responde "
            + "falhou falha recusado recusada negado negada terminou rejeitado rejeitada "
            + "fallito fallita rifiutato rifiutata negato negata terminato terminata fatturato fatturata risponde "
            + "geweigerd mislukt mislukte afgewezen gestopt stopt eindigt eindigde gefaald faalt gefactureerd"
    );

    /// <param name="start">Where the word for a code begins.</param>
    /// <param name="end">Where it ends.</param>
    public static bool Is(ReadOnlySpan<char> text, int start, int end)
    {
        var value = ValueToken.Spaces(text, end);
        var last = CodeDigits.Run(text, value);
        if (last == value || last - value == SixDigits)
        {
            return false;
        }

        var at = start;
        var with = false;
        for (var words = 0; words < MostBefore; words++)
        {
            var word = NameContext.SpanBefore(text, at, out var sameLine);
            if (word.IsEmpty || !sameLine || (!with && !With.Contains(word) && !Small.Contains(word)))
            {
                return false;
            }

            if (with && Outcomes.Contains(word))
            {
                // "the alarm stops with code 4471"
                return !Entrances.AreNear(text, start, last);
            }

            if (With.Contains(word))
            {
                with = true;
                var next = ValueToken.Spaces(text, last);
                if (next > last && Outcomes.Contains(text[next..ValueToken.WordEnd(text, next)]))
                {
                    return !Entrances.AreNear(text, start, last);
                }
            }

            at = text[..at].LastIndexOf(word);
        }

        return false;
    }
}
