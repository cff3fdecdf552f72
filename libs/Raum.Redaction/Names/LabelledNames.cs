namespace Raum.Redaction;

/// <summary>Who fills a field for a person, though the name is a word elsewhere: "Bearbeiter: Fuchs", "Assignee: Grace Price".</summary>
/// <remarks>Linear: the beginning of each line is read once.</remarks>
internal static class LabelledNames
{
    private const int MostWords = 3;

    private const WordFacts NoName =
        WordFacts.Title
        | WordFacts.Greeting
        | WordFacts.SignOff
        | WordFacts.Organization
        | WordFacts.Month
        | WordFacts.Announcing
        | WordFacts.Kin
        | WordFacts.Proper
        | WordFacts.Brand;

    private static readonly WordSet Labels = Cues.Set(
        "assignee technician engineer caller patient guest passenger tenant employee student applicant claimant reporter approver cardholder accountholder "
            + "bearbeiter bearbeiterin sachbearbeiter sachbearbeiterin ansprechpartner ansprechpartnerin techniker technikerin monteur fahrer fahrerin anrufer anruferin patientin mieter mieterin fahrgast mitarbeiter mitarbeiterin versicherter "
            + "interlocuteur interlocutrice technicien technicienne conseiller conseillere conducteur patiente locataire salarie "
            + "paciente inquilino inquilina pasajero pasajera empleado empleada alumno alumna paziente inquilina passeggero passeggera dipendente referente passageiro passageira aluno aluna "
            + "contactpersoon monteur bewoner huurder behandelaar medewerker"
    );

    /// <summary>Those of them behind which colleagues stand with their family name alone: "Engineer: Senior" is none.</summary>
    private static readonly WordSet Desks = Cues.Set(
        "bearbeiter bearbeiterin sachbearbeiter sachbearbeiterin ansprechpartner ansprechpartnerin interlocuteur interlocutrice contactpersoon behandelaar referente"
    );

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        Work.Add(words.Length);
        var lines = map.LineEnds;
        for (var label = 0; label + 2 < words.Length; label = lines.First(label) + 1)
        {
            if (
                words[label + 1] is { Shape: WordShape.Sign, Key: ':' }
                && words[label + 2].Start == words[label + 1].End + 1
                && Labels.Contains(text, words[label])
                && End(text, words, label + 2) is { } last
            )
            {
                rules.Add(new Finding(words[label + 2].Start, words[last].End, PiiType.Name, "name", 0.8, ToldNames.Reason));
            }
        }
    }

    /// <summary>The last word of the name that fills the field.</summary>
    private static int? End(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first)
    {
        var last = first;
        for (; last < words.Length && last < first + MostWords && words[last].Shape == WordShape.Title; last++)
        {
            if (
                (words[last].Facts & NoName) != 0
                || (words[last].Facts & WordFacts.AnyName) == 0
                || DeskName.IsOne(text[words[last].Start..words[last].End])
            )
            {
                return null;
            }
        }

        return
            last > first
            && (
                last == words.Length
                || words[last].Shape == WordShape.LineEnd
                || words[last] is { Shape: WordShape.Sign, Key: ',' or ';' or '|' or '(' }
            )
            ? last - 1
            : null;
    }
}
