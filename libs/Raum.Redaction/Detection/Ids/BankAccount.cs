namespace Raum.Redaction;

/// <summary>Numbers of bank accounts that are no IBAN, by the bank's word beside them: "sort code 20-45-77, account number 31926819" (PII-1).</summary>
/// <remarks>The number of an account with nobody but the shop stays. Linear: a bounded stretch around each cue is read.</remarks>
internal static class BankAccount
{
    /// <summary>How far from "bank" the account may be named.</summary>
    private const int Near = 40;

    /// <summary>The same for words that are said of transfers only: "sort code".</summary>
    private const int Far = 90;

    private const int MostFillers = 4;
    private const int MostSigns = 8;
    private const int Fewest = 6;

    /// <summary>A French one: bank, branch, account and key.</summary>
    private const int Most = 23;
    private const int Longest = 30;

    private static readonly WordSet OfTransfers = Cues.Set(
        "sort routing blz bankleitzahl bsb ifsc bankverbindung clabe agencia ag transit institution cbu cvu"
    );

    /// <summary>Words for the account itself, which nothing but a bank uses.</summary>
    private static readonly WordSet Direct = Cues.Set(
        "kontonummer kontonr bankrekening bankrekeningnummer rekeningnummer clabe rib nib sparkonto girokonto sparbuch spaarrekening betaalrekening zichtrekening ahorros ahorro poupanca epargne cbu cvu"
    );

    /// <summary>Numbers of a branch and its bank, which say so only with the number behind them.</summary>
    private static readonly WordSet Canadian = Cues.Set("transit institution");

    /// <summary>Also a verb: the account is somebody's.</summary>
    private static readonly WordSet Owned = Cues.Set("checking chequing savings");
    private static readonly WordSet Owners = Cues.Set("my his her our their your the a joint personal s");

    private static readonly WordSet Accounts = Cues.Set(
        "account accounts acct acc a/c c/c konto kto kontonummer kontonr cuenta conta conto compte rekening rekeningnummer bankrekening spaarrekening betaalrekening zichtrekening sparkonto girokonto"
    );

    private static readonly WordSet Fillers = Cues.Set(
        "number no nr num numero nummer n is ist es e est lautet destino nueva nova correcta bank bancaria bancario bancaire corrente corriente courant checking savings giro current my our mein mi mon mia the with at bei en of de for fur den die der des das zum zur du do da del della van per para pour refund ruckzahlung erstattung remboursement reembolso rimborso reembolsos terugbetaling vertrag kunden klant client cliente customer"
    );

    /// <summary>Adds the accounts around the cue; gives the place to go on.</summary>
    public static int Read(ReadOnlySpan<char> text, int start, int at, List<Finding> findings)
    {
        var word = text[start..at];
        if (word.Length == 2 && !(at < text.Length && text[at] == '.'))
        {
            // "ag. 0482-1, conta 17730-9"
            return at;
        }

        if (word.Equals("sort", StringComparison.OrdinalIgnoreCase) && !FollowsCode(text, at) && !FollowsPairs(text, at))
        {
            return at;
        }

        if (Canadian.Contains(word) ? !IsNumbered(text, at) : Owned.Contains(word) && !IsOwned(text, start, at))
        {
            // "in transit", "I'm checking account 12345678"
            return at;
        }

        if (Direct.Contains(word))
        {
            Number(text, at, findings);
        }

        var reach = OfTransfers.Contains(word) || Direct.Contains(word) ? Far : Near;
        Work.Add(2 * reach);
        var from = Math.Max(0, start - reach);
        var limit = Math.Min(text.Length, at + reach);
        var first = start;
        while (first > from && !Ends(text, first - 1, reach))
        {
            first--;
        }

        for (var next = first; next < limit; )
        {
            if (!char.IsLetter(text[next]))
            {
                if (next >= at && Ends(text, next, reach))
                {
                    break;
                }

                next++;
                continue;
            }

            var begin = next;
            while (next < limit && (char.IsLetter(text[next]) || (text[next] == '/' && next - begin == 1)))
            {
                next++;
            }

            if ((begin == 0 || !char.IsLetterOrDigit(text[begin - 1])) && Accounts.Contains(text[begin..next]))
            {
                Number(text, next, findings);
            }
        }

        return at;
    }

    /// <summary>"transit 04832", "institution no. 003".</summary>
    private static bool IsNumbered(ReadOnlySpan<char> text, int at)
    {
        for (var last = Math.Min(text.Length, at + MostSigns + 3); at < last; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                return CodeDigits.Run(text, at) - at is >= 3 and <= 5;
            }

            if (text[at] is '\n' or ',')
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>"her savings account no. 7730045518", "savings account 7730045518".</summary>
    private static bool IsOwned(ReadOnlySpan<char> text, int start, int at)
    {
        if (text[start] is 's' or 'S' || Owners.Contains(NameContext.SpanBefore(text, start, out _)))
        {
            return true;
        }

        var account = ValueToken.WordEnd(text, ValueToken.Spaces(text, at));
        var next = ValueToken.Spaces(text, account);
        return next < text.Length && (text[next] is '#' or ':' || Fillers.Contains(text[next..ValueToken.WordEnd(text, next)]));
    }

    /// <summary>A paragraph ends here; for what stands near, a sentence too.</summary>
    private static bool Ends(ReadOnlySpan<char> text, int at, int reach) =>
        at + 1 < text.Length
        && ((text[at] == '\n' && text[at + 1] == '\n') || (reach == Near && text[at] is '.' or '!' or '?' && text[at + 1] is ' ' or '\n'));

    /// <summary>"acct 12345678 sort 12 34 56", "sort 12-34-56".</summary>
    private static bool FollowsPairs(ReadOnlySpan<char> text, int at)
    {
        at = ValueToken.Spaces(text, at);
        return CodeDigits.Run(text, at) == at + 2
            && at + 8 <= text.Length
            && text[at + 2] is ' ' or '-'
            && CodeDigits.Run(text, at + 3) == at + 5
            && text[at + 5] is ' ' or '-'
            && CodeDigits.Run(text, at + 6) == at + 8;
    }

    private static bool FollowsCode(ReadOnlySpan<char> text, int at) =>
        at + 4 < text.Length
        && text[at] is ' ' or '-'
        && text[(at + 1)..].StartsWith("code", StringComparison.OrdinalIgnoreCase)
        && !(at + 5 < text.Length && char.IsLetter(text[at + 5]));

    /// <summary>The number behind the word for an account, over a few small words.</summary>
    private static void Number(ReadOnlySpan<char> text, int at, List<Finding> findings)
    {
        for (var fillers = 0; fillers <= MostFillers; fillers++)
        {
            var signs = at;
            while (
                at < text.Length
                && at - signs < MostSigns
                && text[at] is ' ' or ':' or '.' or '#' or '=' or '-' or '/' or '°' or 'º' or '(' or '"' or '\t'
            )
            {
                at++;
            }

            var end = at;
            while (end < text.Length && char.IsLetter(text[end]) && end - at < Longest)
            {
                end++;
            }

            if (end > at && Fillers.Contains(text[at..end]))
            {
                at = end;
                continue;
            }

            var last = End(text, at);
            var digits = IdToken.DigitsOf(text[at..last]);
            if (digits is >= Fewest and <= Most)
            {
                CuedId.Add(findings, at, last);
            }

            return;
        }
    }

    /// <summary>Digits in groups, and the letter that a French one may have: "0500013M026".</summary>
    private static int End(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (
            end < text.Length
            && end - at < Longest
            && (
                char.IsAsciiDigit(text[end])
                || (text[end] is (>= 'A' and <= 'Z') or ' ' or '-' or '.' or '/' && end > at && IsDigit(text, end + 1))
            )
        )
        {
            end++;
        }

        return end;
    }

    private static bool IsDigit(ReadOnlySpan<char> text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);
}
