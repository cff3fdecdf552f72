namespace Raum.Redaction;

/// <summary>Values that only the word beside them gives away: birth dates, ids, bank accounts, plates, passwords, codes, user names.</summary>
/// <remarks>Linear: one pass over the words; what stands around a cue is read for a bounded length.</remarks>
internal sealed class CueDetector : IDetector
{
    private const int LongestWord = 32;
    private const int LongestPrefix = 12;

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var words = units.Letters.Reader();
        while (words.Next(out var start, out var at))
        {
            // Most words are decided here, by their length and first letters.
            if (at - start is >= 2 and <= LongestWord)
            {
                if (CueVocabulary.Of(text[start..at]) is var kind && kind != CueKind.None && !IsInsideName(text, start, at))
                {
                    words.MoveTo(Read(text, start, at, kind, findings));
                }

                continue;
            }

            if (at - start > 1)
            {
                continue;
            }

            if (text[start] == 'm' && start > 1 && text[start - 1] is '\'' or '’' && text[start - 2] is 'I' or 'i')
            {
                words.MoveTo(SelfNamed.Read(text, start - 2, at, findings));
                continue;
            }

            if (DottedCue.Of(text, start, out var dotted) is var of && of != CueKind.None)
            {
                words.MoveTo(Read(text, start, dotted, of, findings));
            }
        }
    }

    private static int Read(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        switch (kind)
        {
            case CueKind.BirthDate or CueKind.Born:
                return CuedBirthDate.Read(text, start, at, kind, findings);
            case CueKind.Id or CueKind.WeakId:
                return CuedId.Read(text, start, at, kind, findings);
            case CueKind.Cedula:
                return Cedula.Read(text, at, findings);
            case CueKind.Answer:
                return CuedAnswer.Read(text, start, at, findings);
            case CueKind.Scheme or CueKind.Client:
                return CuedCredential.Read(text, start, at, kind, findings);
            case CueKind.Account or CueKind.User or CueKind.Site or CueKind.SignedIn or CueKind.Pair:
                return CuedAccount.Read(text, start, at, kind, findings);
            case CueKind.Bank:
                return BankAccount.Read(text, start, at, findings);
            case CueKind.Plate:
                return NumberPlate.Read(text, at, findings);
            case CueKind.Vehicle:
                VehiclePlate.Read(text, at, findings);
                return at;
            case CueKind.CardCode:
                var code = CardCode.Read(text, start, at, findings);
                return code == at && IsAlsoId(text[start..at]) ? CuedId.Read(text, start, at, CueKind.Id, findings) : code;
            case CueKind.Self:
                return SelfNamed.Read(text, start, at, findings);
            case CueKind.Player:
                return PlayerName.Read(text, start, at, findings);
            case CueKind.Owned:
                return OwnedLogin.Read(text, at, findings);
            case CueKind.Played:
                return PlayedName.Read(text, start, at, findings);
            case CueKind.Trade:
                return TradePartner.Read(text, at, findings);
            case CueKind.Seed:
                return SeedPhrase.Read(text, start, at, findings);
            default:
                return Secret(text, start, at, kind, findings);
        }
    }

    /// <summary>Of social security, too.</summary>
    private static bool IsAlsoId(ReadOnlySpan<char> word) =>
        word.Equals("segurança", StringComparison.OrdinalIgnoreCase) || word.Equals("seguranca", StringComparison.OrdinalIgnoreCase);

    private static int Secret(ReadOnlySpan<char> text, int start, int at, CueKind kind, List<Finding> findings)
    {
        var word = text[start..at];
        // "mot de passe", "palavra-passe": not "je passe".
        if (word.Equals("passe", StringComparison.OrdinalIgnoreCase) && !IsOfPasse(NameContext.SpanBefore(text, start, out _)))
        {
            return at;
        }

        if (kind == CueKind.Password && LoggedAccount.Read(text, at, findings) is var log && log > at)
        {
            return log;
        }

        var end = CuedSecret.Read(text, start, at, kind, findings);
        if (end == at && kind == CueKind.Password)
        {
            return OwnedLogin.Read(text, at, findings);
        }

        return end == at && kind == CueKind.Key && word[0] is 's' or 'S' ? CuedAnswer.Read(text, start, at, findings) : end;
    }

    private static bool IsOfPasse(ReadOnlySpan<char> before) => before is "de" or "DE" or "palavra" or "Palavra" or "PALAVRA";

    /// <summary>"&lt;/wsse:Username&gt;".</summary>
    private static bool IsClosingTag(ReadOnlySpan<char> text, int start)
    {
        if (start > 2 && text[start - 1] == ':')
        {
            start--;
            for (var letters = 0; start > 2 && letters < LongestPrefix && char.IsAsciiLetterOrDigit(text[start - 1]); letters++)
            {
                start--;
            }
        }

        return start > 1 && text[start - 1] == '/' && text[start - 2] == '<';
    }

    /// <summary>The word of a placeholder; "login.example.org", "example.org/login".</summary>
    private static bool IsInsideName(ReadOnlySpan<char> text, int start, int end) =>
        (start > 0 && text[start - 1] == '_' && text[..start].EndsWith("REDACTED_", StringComparison.Ordinal))
        || IsClosingTag(text, start)
        || (
            end + 1 < text.Length
            && text[end] == '.'
            && char.IsLower(text[end + 1])
            && char.IsLower(text[start])
            && !text[end..].StartsWith(".datum")
        )
        || (
            start > 1
            && text[start - 1] is '.' or '/'
            && char.IsLower(text[start - 2])
            && char.IsLower(text[start])
            && !(end < text.Length && text[end] is '=' or ':')
        );
}
