namespace Raum.Redaction;

/// <summary>Whose account it is, as banks print it: "15.03. LEA HAYES GB33 BUKB 2020 1555 5555 55".</summary>
/// <remarks>Reads the few words before an account number.</remarks>
internal static class AccountHolder
{
    private const int MostWords = 4;
    private const int Longest = 48;

    /// <summary>What a bank calls an entry, and those of it: "Gutschrift Anna Berg DE89…".</summary>
    private static readonly WordSet Bookings = Cues.Set(
        "gutschrift lastschrift uberweisung dauerauftrag auftraggeber empfanger zahlungsempfanger zahlungspflichtiger kontoinhaber inhaber konto bank sepa iban bic virement prelevement titulaire beneficiaire compte transferencia "
            + "domiciliacion titular beneficiario cuenta bonifico addebito intestatario conto overboeking incasso rekening rekeninghouder begunstigde debito credito conta payment transfer deposit withdrawal debit credit account holder beneficiary payee refund "
            + "erstattung ruckzahlung remboursement reembolso rimborso terugbetaling"
    );

    public static void Before(ReadOnlySpan<char> text, int number, List<Finding> findings)
    {
        var floor = Math.Max(0, number - Longest);
        Work.Add(number - floor);
        var before = text[floor..number].TrimEnd(' ');
        before = before.EndsWith(" IBAN") ? before[..^4].TrimEnd(' ') : before;
        var end = floor + before.Length;
        if (end == number)
        {
            return;
        }

        var start = end;
        var (words, isName) = (0, false);
        for (var last = end; words < MostWords; )
        {
            var from = last;
            while (from > floor && (char.IsLetter(text[from - 1]) || text[from - 1] is '-' or '\'' or '’'))
            {
                from--;
            }

            var word = text[from..last];
            if (word.Length < 2 || !char.IsUpper(word[0]) || Bookings.Contains(word) || !IsOfName(word, out var isListed))
            {
                break;
            }

            (start, words, isName) = (from, words + 1, isName | isListed);
            if (from == floor || text[from - 1] != ' ')
            {
                break;
            }

            last = from - 1;
        }

        if (words > 1 && isName)
        {
            findings.Add(new Finding(start, end, PiiType.Name, "account-holder", 0.9, "account"));
        }
    }

    /// <summary>A name, a small word of one, or a word that no list knows: not "IBAN", "Bank" or "Berlin".</summary>
    private static bool IsOfName(ReadOnlySpan<char> word, out bool isListed)
    {
        var facts = NameWords.Of(word);
        isListed =
            (facts & WordFacts.Given) != 0 || ((facts & WordFacts.Surname) != 0 && (facts & (WordFacts.Word | WordFacts.Proper)) == 0);
        return (facts & (WordFacts.AnyName | WordFacts.Particle)) != 0
            || (
                (facts & (WordFacts.Word | WordFacts.Proper)) == 0
                && (NameWords.Cues(word) & WordFacts.Organization) == 0
                && DictionaryWords.Of(Lexicon.Hash(word)) == 0
            );
    }
}
