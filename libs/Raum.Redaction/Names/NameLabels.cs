namespace Raum.Redaction;

/// <summary>Words that stand where names do and are none: labels of forms and mails, things before a name, streets. Asked of the few words that the model takes for names.</summary>
internal static class NameLabels
{
    private static readonly uint From = WordReader.KeyOf("da");

    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Dictionary;

    private static readonly WordSet Labels = Cues.Set(
        "nir siret ppsn nhs assunto betreff objet subject onderwerp oggetto asunto sujet datum date fecha data from sent gesendet enviado rcpt nas nie nif dni pan curp rfc cpf cnpj bsn pesel iban bic pin tan otp puk sim nip niss "
            + "ssn itin dob vat kyc sepa cvv cvc tel fax pnr ean imei sku isbn seat gate row terminal platz gleis rang porte"
    );

    /// <summary>Labels in capitals that people are called as well: "TAN WEI LING", "NIR COHEN".</summary>
    private static readonly WordSet Families = Cues.Set("tan pan sim nir nas");

    private static readonly WordSet Days = Cues.Set(
        "mon tue tues wed thu thur thurs fri sat sun mo di mi do fr sa so lun mer jeu ven sam dim mie jue vie sab dom seg ter qua qui sex gio mar mrt maa din woe don vri zat zon"
    );

    private const int LongestKind = 14;

    /// <summary>What the model needs to have for one word in lower case that no list has.</summary>
    private const float SureLower = 0.8f;

    /// <summary>With these begin names that have a second capital.</summary>
    private static readonly string[] Beginnings = [.. "Mc Mac De Di Da Du La Le Van Von Fitz Al El O St San Ab".Split(' ')];

    /// <summary>Kinds of streets and houses that are the last part of a name with hyphens: "Kaiser-Joseph-Straße".</summary>
    private static readonly WordSet Streets = Cues.Set(
        "strasse straße str platz allee gasse schule gymnasium stiftung preis straat laan plein brucke tor viertel hof bad stadt stube stuben halle saal arena zentrum pizza natron park markt"
    );

    /// <summary>The same, where families are called so too: "Weber-Damm".</summary>
    private static readonly WordSet NamesToo = Cues.Set("weg ring damm ufer haus kirche");

    /// <summary>"Assunto:", "mi NIE es": a label that nobody of the ticket is called like.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int at) =>
        IsLabel(text, words[at])
        && !(
            words[at].Shape == WordShape.Capitals
            && Families.Contains(text[words[at].Start..words[at].End])
            && (IsBeside(words, at - 1, at - 1) || IsBeside(words, at, at + 1))
        );

    /// <summary>A name in capitals, one space away.</summary>
    private static bool IsBeside(ReadOnlySpan<Word> words, int first, int name) =>
        first >= 0
        && first + 1 < words.Length
        && words[first].End + 1 == words[first + 1].Start
        && words[name].Shape == WordShape.Capitals
        && (words[name].Facts & WordFacts.AnyName) != 0;

    private static bool IsLabel(ReadOnlySpan<char> text, in Word word) =>
        word.Known == 0
        && word.Shape is WordShape.Capitals or WordShape.Title or WordShape.Lower
        && (
            word.Shape == WordShape.Capitals
            || (word.Facts & WordFacts.AnyName) == 0
            || ((word.Marks & WordMarks.LineStart) != 0 && word.End < text.Length && text[word.End] == ':')
        )
        && Labels.Contains(text[word.Start..word.End]);

    /// <summary>A word of the language at the beginning of a line that a colon follows.</summary>
    public static bool IsHeading(ReadOnlySpan<char> text, in Word word) =>
        (word.Marks & WordMarks.LineStart) != 0
        && word.Known == 0
        && (word.Facts & (WordFacts.AnyName | WordFacts.Word)) is 0 or WordFacts.Word
        && word.Dictionaries != 0
        && word.End < text.Length
        && text[word.End] == ':';

    /// <summary>A German noun that no list has as a given or family name: "Links", "Überprüfung".</summary>
    public static bool IsNoun(in Word word) =>
        word.InGerman
        && word.Shape == WordShape.Title
        && word.Known == 0
        && word.Rule == 0
        && (word.Dictionaries & Dictionaries.German) != 0
        && (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0;

    /// <summary>A small word alone, or a word in lower case that no list has as a name and of which the model is not sure. At the end of a line it may sign: "gruaß michi".</summary>
    public static bool IsUnsureLower(in Word word, float sure) =>
        word.Shape == WordShape.Lower
        && word.Known == 0
        && (
            (word.Facts & (WordFacts.Particle | WordFacts.Given)) == WordFacts.Particle
            || (
                (word.Marks & WordMarks.LineEnd) == 0
                && (
                    (sure < SureLower && (word.Facts & WordFacts.AnyName) == 0)
                    || (word.InGerman && (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0)
                )
            )
        );

    /// <summary>True for a whole name that is a street or an institution: two hyphens, or one before a word that no family has.</summary>
    public static bool IsStreet(ReadOnlySpan<char> whole)
    {
        var last = whole.LastIndexOf('-');
        if (last <= 0)
        {
            return false;
        }

        var kind = whole[(last + 1)..];
        return Streets.Contains(kind) || (NamesToo.Contains(kind) && !whole.Contains(' ') && whole.Count('-') > 1);
    }

    /// <summary>The same where the find ends before the last hyphen: "Kaiser-Joseph" of "Kaiser-Joseph-Straße".</summary>
    public static bool BeginsStreet(ReadOnlySpan<char> text, int start, int end)
    {
        if (end + 3 >= text.Length || text[end] != '-')
        {
            return false;
        }

        var last = end + 1;
        while (last < text.Length && last - end < LongestKind && char.IsLetter(text[last]))
        {
            last++;
        }

        return IsStreet(text[start..last]);
    }

    /// <summary>"Date: Thu, 14 Mar": a day's short name before a date.</summary>
    public static bool IsDay(ReadOnlySpan<char> text, in Word word)
    {
        var at = word.End;
        at += at < text.Length && text[at] is ',' or '.' ? 1 : 0;
        return word.Shape == WordShape.Title
            && word.End - word.Start <= 4
            && at + 1 < text.Length
            && text[at] == ' '
            && char.IsAsciiDigit(text[at + 1])
            && Days.Contains(text[word.Start..word.End]);
    }

    /// <summary>A word that is none of a name, before one: "Perfume Carolina Herrera", "Stammgast Horst Blume".</summary>
    public static bool StandsBefore(in Word word, in Word next) =>
        (
            word.Shape == WordShape.Title
            && word.Known == 0
            && (word.Facts & WordFacts.Occupation) != 0
            && (word.Facts & WordFacts.AnyName) == 0
            && (next.Known != 0 || (next.Facts & WordFacts.Surname) != 0)
        )
        || word.Shape == WordShape.Title
            && word.Known == 0
            && (word.Facts & (WordFacts.Given | WordFacts.Surname)) == 0
            && (word.Facts & OtherWord) != 0
            && (word.InGerman || (word.Marks & (WordMarks.SentenceStart | WordMarks.LineStart)) != 0)
            && next.Shape == WordShape.Title
            && (next.Facts & WordFacts.Given) != 0
            && (next.Facts & WordFacts.Word) == 0;

    /// <summary>"GlobalRoot", "PayPal": a capital inside a word that no list has as a name and that does not begin as names do.</summary>
    public static bool IsProductCase(ReadOnlySpan<char> text, in Word word)
    {
        if (word.Shape != WordShape.Mixed || word.Known != 0 || (word.Facts & WordFacts.AnyName) != 0 || !char.IsUpper(text[word.Start]))
        {
            return false;
        }

        var letters = text[word.Start..word.End];
        foreach (var beginning in Beginnings)
        {
            if (letters.StartsWith(beginning, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return letters.Length > 4 && !AreGiven(letters);
    }

    /// <summary>"MariaPia", "JeanLuc", but not "MariaDB".</summary>
    private static bool AreGiven(ReadOnlySpan<char> letters)
    {
        var second = letters[1..].IndexOfAnyInRange('A', 'Z') + 1;
        return second > 2
            && letters.Length - second > 2
            && (NameWords.Of(letters[..second]) & NameWords.Of(letters[second..]) & WordFacts.Given) != 0;
    }

    /// <summary>An everyday word in capitals at an end of a name in capitals: "PETROVIC WAR DA".</summary>
    public static bool IsPlainCapitals(in Word word) =>
        word.Shape == WordShape.Capitals
        && word.Known == 0
        && (word.Facts & WordFacts.Word) != 0
        && (word.Facts & (WordFacts.Given | WordFacts.Surname | WordFacts.Particle)) == 0;

    /// <summary>A word in lower case that is hardly a given name, before a name or alone: "vino hernan", "mio fratello".</summary>
    public static bool IsPlainLower(in Word word) =>
        word.Shape == WordShape.Lower
        && word.Known == 0
        && (word.Facts & WordFacts.Word) != 0
        && (word.Facts & (WordFacts.Given | WordFacts.Particle)) == 0;

    /// <summary>A place behind a small word at the end of a name in capitals, "MME BONNEFOY DE LIMOGES", or behind that of Italian: "il sig. Sanna da Oristano".</summary>
    public static bool IsPlaceBehind(in Word before, in Word word) =>
        (word.Shape == WordShape.Capitals || (word.Shape == WordShape.Title && before.Key == From))
        && word.Known == 0
        && (before.Facts & WordFacts.Particle) != 0
        && (word.Facts & WordFacts.Proper) != 0
        && (word.Facts & WordFacts.AnyName) == 0;
}
