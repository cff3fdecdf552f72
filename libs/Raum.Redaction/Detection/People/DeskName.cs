namespace Raum.Redaction;

/// <summary>Desks and machines that answer tickets: "Support Team", "Lumen Customer Care", "Guardia N3". They are nobody.</summary>
internal static class DeskName
{
    /// <summary>What desks and machines call themselves.</summary>
    private static readonly WordSet Words = Cues.Set(
        "team support service services servicio servicios servico servicos servizio servizi customer customers client clients cliente clientes cliente clienti kunde kunden kundin care success "
            + "billing sales info admin administrator administration administratie administracion amministrazione administracao office front back desk helpdesk frontdesk hotline contact kontakt contacto contatto contato "
            + "bot chatbot assistant assistent assistente asistente automation automated system systeem sistema noreply reply moderator moderators community "
            + "vertrieb verkauf einkauf buchhaltung redaktion verwaltung zentrale empfang technik disposition reklamation rechnungsstelle "
            + "beheer verkoop inkoop boekhouding redactie receptie klantenservice klantcontact technische dienst dispatch reception "
            + "burgerzaken verzuimbalie balie servicebalie klantcontactcentrum meldpunt burgerburo bürgerbüro innendienst aussendienst außendienst leitstelle kauferschutz käuferschutz "
            + "comptabilite accueil commercial commerciale facturation gestion relation equipe sav "
            + "atencion ventas soporte facturacion recepcion incidencias equipo segreteria secretaria vendite supporto assistenza fatturazione reclami accoglienza "
            + "suporte atendimento vendas faturamento faturacao recepcao equipa central department departamento abteilung afdeling"
    );

    /// <summary>What such names end in: "Buchungsservice", "GameSupport", "Servicedesk".</summary>
    private static readonly string[] Ends =
    [
        "service",
        "support",
        "desk",
        "team",
        "dienst",
        "abteilung",
        "verwaltung",
        "beratung",
        "zentrale",
        "stelle",
    ];

    /// <summary>True for a name, in folded words, that is nobody's; "Ana Sales" is somebody's.</summary>
    /// <param name="answers">True for an agent, who may also be called by everyday words alone.</param>
    public static bool Is(string[] full, bool answers) =>
        (full.Any(word => IsOne(word)) && !full.Any(IsSurelyName) && (answers || !full.Any(IsUnknown) || full.Any(IsOnlyDesk)))
        || (answers && IsMadeOfWords(full));

    /// <summary>"Wagdevi" of a customer who is called Wagdevi Sales.</summary>
    private static bool IsUnknown(string word) =>
        word.Length > 2
        && !IsOne(word)
        && (NameWords.Of(word) & (WordFacts.Word | WordFacts.Proper)) == 0
        && DictionaryWords.Of(Lexicon.Hash(word)) == 0;

    /// <summary>"Zulassungsstelle", but not "Sales", as families are called, too.</summary>
    private static bool IsOnlyDesk(string word) => IsOne(word) && (NameWords.Of(word) & WordFacts.AnyName) == 0;

    /// <summary>Between an agent and a desk.</summary>
    private static readonly string[] Of =
    [
        " vom ",
        " von der ",
        " from ",
        " van de ",
        " van het ",
        " du ",
        " de la ",
        " del ",
        " da ",
        " do ",
        " dal ",
        " dalla ",
        " dell'",
        " - ",
        " – ",
        ", ",
    ];

    /// <summary>An agent's name without the desk: "Aylin vom Käuferschutz", "Josefine from Support". A family is called so, too: "Anna vom Stein".</summary>
    public static string Without(string agent)
    {
        foreach (var of in Of)
        {
            var at = agent.IndexOf(of, StringComparison.Ordinal);
            if (at <= 0)
            {
                continue;
            }

            var rest = agent.AsSpan(at + of.Length);
            var word = rest[..ValueToken.WordEnd(rest, 0)];
            if (IsOne(word) || (of is " vom " or " from " or " dal " && (NameWords.Of(word) & WordFacts.AnyName) == 0))
            {
                return agent[..at];
            }
        }

        return agent;
    }

    /// <summary>True for a word that desks and machines are called by: "Team", "Buchungsservice".</summary>
    public static bool IsOne(ReadOnlySpan<char> word)
    {
        foreach (var end in Ends)
        {
            if (word.Length > end.Length + 2 && word.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                // "Christelle" is no "Rechnungsstelle".
                return (NameWords.Of(word) & WordFacts.Given) == 0;
            }
        }

        return Words.Contains(word);
    }

    private static bool IsSurelyName(string word) =>
        word.Length > 2 && !IsOne(word) && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Surname)) != 0;

    /// <summary>"Parts Counter", "Platform On-Call", "Guardia N3": nobody who answers is called so.</summary>
    private static bool IsMadeOfWords(string[] full) =>
        full.Length > 1
        && (
            full.All(word => IsWord(word) && (NameWords.Of(word) & WordFacts.AnyName) == 0)
            || (
                full.Any(word => word.Any(char.IsAsciiDigit))
                && full.All(word =>
                    word.Any(char.IsAsciiDigit) || (IsWord(word) && (NameWords.Of(word) & (WordFacts.Given | WordFacts.Surname)) == 0)
                )
            )
        );

    private static bool IsWord(string word) => (NameWords.Of(word) & WordFacts.Word) != 0;
}
