namespace Raum.Redaction;

/// <summary>Names with the family name first and a comma behind it, as lists and forms write them: "Finch, Dorothy | Ward 3", "2. DE HAAN, T.".</summary>
/// <remarks>
/// Only where they fill a field, from one border to the next: in a sentence "Anna, Maria" are two. Linear: a comma is looked at once, with at most <see cref="Most"/> words on each side.
/// The name model decides about the finds, as about those of the other rules.
/// </remarks>
internal static class SwappedNames
{
    public const string Reason = "swapped";

    private static readonly uint Patient = WordReader.KeyOf("pat");

    /// <summary>What stands behind a person in a list: "Rüegsegger, Annelies, geb. 7.11.1948".</summary>
    private static readonly HashSet<uint> Births =
    [
        .. "geb geboren born dob né née nato nata nacido nacida nascido nascida geboortedatum jg"
            .Split(' ')
            .Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>No family name and no given names have more words.</summary>
    private const int Most = 3;
    private static readonly HashSet<uint> PassengerTitles =
    [
        .. "mr mrs ms miss mstr chd inf".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>Lists and forms write the family name first behind these.</summary>
    private static readonly HashSet<uint> Persons =
    [
        .. "passenger traveller traveler guest patient attn attendee participant student pupil employee applicant claimant fahrgast reisender reisende passagier teilnehmer teilnehmerin mieter mieterin patientin versicherter versicherte mitarbeiter mitarbeiterin kunde kundin schuler schulerin schüler schülerin passager passagere passagère patiente locataire eleve élève salarie salarié pasajero pasajera paciente alumno alumna inquilino inquilina empleado empleada passageiro passageira aluno aluna funcionario funcionaria passeggero passeggera paziente alunno alunna dipendente reiziger leerling huurder medewerker contact kontakt contacto contato contatto contactpersoon ansprechpartner ansprechpartnerin bearbeiter sachbearbeiter sachbearbeiterin referente interlocuteur author owner reporter assignee approver by"
            .Split(' ')
            .Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>Labels of a mail's header, behind which people stand with semicolons between them.</summary>
    private static readonly HashSet<uint> Headers =
    [
        .. "from to cc bcc von an de para da a van aan kopie cci à".Split(' ').Select(word => WordReader.KeyOf(word)),
    ];

    /// <summary>A list of recipients may be long; what stands so far behind its label is not looked at.</summary>
    private const int LongestHeader = 64;

    private static readonly uint Junior = WordReader.KeyOf("jr");
    private const WordFacts NoName =
        WordFacts.Title
        | WordFacts.Greeting
        | WordFacts.SignOff
        | WordFacts.Organization
        | WordFacts.Month
        | WordFacts.Announcing
        | WordFacts.Kin
        | WordFacts.Occupation;
    private const WordFacts OtherWord = WordFacts.Word | WordFacts.Proper | WordFacts.Brand;

    /// <summary>Adds the finds to those of the other rules.</summary>
    /// <param name="words">The words of the text as they were read.</param>
    public static void Detect(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, WordMap map, List<Finding> rules)
    {
        Work.Add(words.Length);
        var joints = map.Joints;
        for (var comma = joints.First(1); comma + 1 < words.Length; comma = joints.First(comma + 1))
        {
            if (
                words[comma] is { Shape: WordShape.Sign, Key: ',' }
                && words[comma - 1].End == words[comma].Start
                && words[comma + 1].Start == words[comma].End + 1
                && FamilyBefore(text, words, comma) is >= 0 and var first
                && GivenBehind(
                    words,
                    comma,
                    first > 0 && IsLabelled(words, first),
                    (first > 0 && IsOfPerson(words, first)) || BornBehind(words, comma)
                )
                    is > 0
                        and var last
            )
            {
                var reason = IsSure(text, words, first, comma) || IsBorn(words, last) ? ToldNames.Reason : Reason;
                rules.Add(new Finding(words[first].Start, words[last].End, PiiType.Name, "name", 0.75, reason));
                comma = last;
            }
            else if (words[comma] is { Shape: WordShape.Sign, Key: '/' } && Patronyms.JoinsAt(text, words, comma))
            {
                rules.Add(new Finding(words[comma - 2].Start, words[comma + 2].End, PiiType.Name, "name", 0.85, NameField.Reason));
                comma += 2;
            }
            else if (words[comma] is { Shape: WordShape.Sign, Key: '/' } && IsLabelledPassenger(words, comma))
            {
                rules.Add(new Finding(words[comma - 1].Start, words[comma + 1].End, PiiType.Name, "name", 0.85, ToldNames.Reason));
                comma++;
            }
            else if (words[comma] is { Shape: WordShape.Sign, Key: '/' } && IsTitled(words, comma) is > 0 and var titled)
            {
                rules.Add(new Finding(words[comma - 1].Start, words[titled].End, PiiType.Name, "name", 0.85, NameField.Reason));
                comma = titled;
            }
            else if (words[comma] is { Shape: WordShape.Sign, Key: '/' } && PassengerBehind(words, comma) is > 0 and var passenger)
            {
                rules.Add(new Finding(words[comma - 1].Start, words[passenger].End, PiiType.Name, "name", 0.75, Reason));
                comma = passenger;
            }
        }
    }

    /// <summary>"HUEBNER/UWE", "PARK/JI SOO": the last word of the name around a slash, as tickets of airlines write it; 0 where it is none.</summary>
    private static int PassengerBehind(ReadOnlySpan<Word> words, int slash)
    {
        var last = 0;
        if (words[slash - 1].Shape == WordShape.Capitals && words[slash - 1].End == words[slash].Start && IsFamily(words[slash - 1]))
        {
            for (var i = slash + 1; i < words.Length && i <= slash + Most && IsPassenger(words[i], words[i - 1].End); i++)
            {
                last = i;
            }
        }

        return last;

        static bool IsPassenger(in Word word, int before) =>
            word.Start - before <= 1
            && word.Shape == WordShape.Capitals
            && (word.Facts & WordFacts.Given) != 0
            && (word.Facts & (WordFacts.Word | WordFacts.Proper)) == 0;
    }

    /// <summary>"Guest: Wood/Ivy", "Passenger name: Price/Grace MS".</summary>
    private static bool IsLabelledPassenger(ReadOnlySpan<Word> words, int slash) =>
        slash > 2
        && words[slash - 1].End == words[slash].Start
        && words[slash].End == words[slash + 1].Start
        && words[slash - 2] is { Shape: WordShape.Sign, Key: ':' }
        && IsPersonBefore(words[slash - 3])
        && MayBeFamily(words[slash - 1])
        && IsGiven(words[slash + 1]);

    /// <summary>"TAN/WEI LING MS": with such a title behind them any capitals are a passenger's.</summary>
    private static int IsTitled(ReadOnlySpan<Word> words, int slash)
    {
        if (words[slash - 1].Shape != WordShape.Capitals || words[slash - 1].End != words[slash].Start)
        {
            return 0;
        }

        for (var i = slash + 1; i < words.Length && i <= slash + Most + 1; i++)
        {
            if (words[i].Shape is not (WordShape.Capitals or WordShape.Initial) || words[i].Start - words[i - 1].End > 1)
            {
                return 0;
            }

            if (i > slash + 1 && PassengerTitles.Contains(words[i].Key))
            {
                return i - 1;
            }
        }

        return 0;
    }

    /// <summary>The first word of the family name that ends at the comma; -1 where it is none or does not begin a field.</summary>
    private static int FamilyBefore(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int comma)
    {
        var first = comma - 1;
        if (!IsFamily(words[first]))
        {
            // "Fahrgast Mbemba, Honorine": one person, though many are called Mbemba.
            return
                ((first > 0 && IsOfPerson(words, first)) || (BornBehind(words, comma) && (first == 0 || BeginsField(words, first))))
                && MayBeFamily(words[first])
                && (words[first].Facts & words[comma + 1].Facts & WordFacts.Proper) == 0
                && !DeskName.IsOne(text[words[first].Start..words[first].End])
                ? first
                : -1;
        }

        for (var parts = 1; parts < Most && first > 0; parts++)
        {
            var before = first - 1;
            if (
                words[before].End == words[first].Start
                && before > 0
                && words[before] is { Shape: WordShape.Sign, Key: '-' or '\'' or '’' }
            )
            {
                // "Nakashima-Hill", "O'Brien".
                before--;
            }
            else if (words[before].End + 1 != words[first].Start)
            {
                break;
            }

            if (!IsFamilyPart(words[before]) || IsPersonBefore(words[before]))
            {
                break;
            }

            first = before;
        }

        return first == 0 || BeginsField(words, first) ? first : -1;
    }

    /// <summary>The last word of the given names behind the comma; 0 where they are none or do not end a field.</summary>
    /// <param name="labelled">A label says that a name stands here: then a sentence may end or go on behind it.</param>
    /// <param name="person">A person stands before it: "Fahrgast Nguema, Célestin, Sitz 42", but not "They had six: Romi, Erik, Amy".</param>
    private static int GivenBehind(ReadOnlySpan<Word> words, int comma, bool labelled, bool person)
    {
        var last = 0;
        for (var i = comma + 1; i < words.Length && i <= comma + Most && (IsGiven(words[i]) || (person && IsUnknown(words, comma, i))); i++)
        {
            last = i;
            if (i + 1 < words.Length && words[i].Shape == WordShape.Initial && words[i + 1] is { Shape: WordShape.Sign, Key: '.' })
            {
                i++;
            }
        }

        if (last == 0)
        {
            return 0;
        }

        // "Cheung, Jacqueline Lai-shan"
        while (
            last + 2 < words.Length
            && words[last + 1] is { Shape: WordShape.Sign, Key: '-' }
            && words[last + 1].Start == words[last].End
            && words[last + 2].Start == words[last + 1].End
            && words[last + 2].IsWord
        )
        {
            last += 2;
        }

        // "Archuleta, Frankie Jr."
        last += last + 2 < words.Length && words[last + 1].Key == Junior && words[last + 2] is { Shape: WordShape.Sign, Key: '.' } ? 1 : 0;
        var behind = last + 1;
        behind += behind < words.Length && words[behind] is { Shape: WordShape.Sign, Key: '.' } ? 1 : 0;
        return
            behind >= words.Length
            || EndsField(words[behind])
            || (labelled && (behind > last + 1 || words[behind] is { Shape: WordShape.Sign, Key: '.' }))
            || (words[behind] is { Shape: WordShape.Sign, Key: ',' } && (person || IsBorn(words, last)))
            ? last
            : 0;
    }

    /// <summary>A family name, or a word that no list knows; no given name, so that "Anna, Maria" stay two.</summary>
    private static bool IsFamily(in Word word) =>
        word.Shape is WordShape.Title or WordShape.Capitals or WordShape.Mixed
        && word.End - word.Start > 1
        && (word.Facts & (NoName | WordFacts.Given)) == 0
        && ((word.Facts & (WordFacts.Surname | WordFacts.Listed)) != 0 || ((word.Facts & OtherWord) == 0 && word.Dictionaries == 0));

    private static bool IsFamilyPart(in Word word) =>
        (word.Facts & WordFacts.Particle) != 0 || word.Shape == WordShape.Initial || IsFamily(word);

    private static bool IsGiven(in Word word) =>
        word.Shape == WordShape.Initial
        || (word.Shape is WordShape.Title or WordShape.Capitals && (word.Facts & WordFacts.Given) != 0 && (word.Facts & NoName) == 0);

    /// <summary>Given names and ", geb." behind a comma.</summary>
    private static bool BornBehind(ReadOnlySpan<Word> words, int comma)
    {
        var last = comma;
        while (last + 1 < words.Length && last < comma + Most && (IsGiven(words[last + 1]) || IsUnknown(words, comma, last + 1)))
        {
            last++;
        }

        return last > comma && IsBorn(words, last);
    }

    /// <summary>", geb. 7.11.1948" behind the last word of a name.</summary>
    private static bool IsBorn(ReadOnlySpan<Word> words, int last) =>
        last + 2 < words.Length && words[last + 1] is { Shape: WordShape.Sign, Key: ',' } && Births.Contains(words[last + 2].Key);

    /// <summary>"Name MUKASA, Tendo Isaiah": a name of no list, or any word before one that is listed; not "Haxhija, Arben Haxhija".</summary>
    private static bool IsUnknown(ReadOnlySpan<Word> words, int comma, int at) =>
        words[at].Shape == WordShape.Title
        && words[at].End - words[at].Start > 2
        && words[at].Key != words[comma - 1].Key
        && (words[at].Facts & NoName) == 0
        && (
            ((words[at].Facts & OtherWord) == 0 && words[at].Dictionaries == 0)
            || (at + 1 < words.Length && words[at + 1].Start == words[at].End + 1 && IsGiven(words[at + 1]))
        );

    /// <summary>A line begins here, or what divides fields or numbers a list stands before.</summary>
    private static bool BeginsField(ReadOnlySpan<Word> words, int first)
    {
        ref readonly var before = ref words[first - 1];
        return before.Shape == WordShape.LineEnd
            || IsPersonBefore(before)
            || before
                is {
                    Shape: WordShape.Sign,
                    Key: ';' or '|' or '"' or '(' or ':' or '=' or '-' or '–' or '•' or '*' or '>' or '“' or '„' or '«'
                }
            || (before is { Shape: WordShape.Sign, Key: '.' } && first > 1 && words[first - 2].Key == Patient)
            || (
                before is { Shape: WordShape.Sign, Key: '.' or ')' }
                && first > 1
                && words[first - 2].Shape == WordShape.Digits
                && (first == 2 || words[first - 3].Shape == WordShape.LineEnd)
            );
    }

    /// <summary>"Passenger: Diakité, Aminata.", "Name Whitcombe, Rosalind".</summary>
    private static bool IsLabelled(ReadOnlySpan<Word> words, int first) =>
        words[first - 1] is { Shape: WordShape.Sign, Key: ':' } || IsPersonBefore(words[first - 1]);

    /// <summary>A label says so, and it is neither a desk nor a place: "Owner: Sales, North", "To: Rome, Georgia".</summary>
    private static bool IsSure(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int comma) =>
        first > 0
        && IsOfPerson(words, first)
        && !DeskName.IsOne(text[words[first].Start..words[first].End])
        && !(((words[first].Facts | words[comma + 1].Facts) & WordFacts.Proper) != 0 && (words[first].Facts & WordFacts.Surname) == 0);

    /// <summary>The label of a person stands before it, or it is a field of a mail's header: "Contact: Fuchs, Heike", "To: Support; Wood, Ivy".</summary>
    private static bool IsOfPerson(ReadOnlySpan<Word> words, int first)
    {
        var label = first - 1;
        if (words[label] is { Shape: WordShape.Sign, Key: ':' } && label > 0)
        {
            return IsPersonBefore(words[label - 1]) || IsHeader(words, label - 1);
        }

        if (words[label] is not { Shape: WordShape.Sign, Key: ';' })
        {
            return IsPersonBefore(words[label]);
        }

        var line = label;
        while (line > 0 && label - line < LongestHeader && words[line - 1].Shape != WordShape.LineEnd)
        {
            line--;
        }

        return words[line + 1] is { Shape: WordShape.Sign, Key: ':' } && IsHeader(words, line);
    }

    private static bool IsHeader(ReadOnlySpan<Word> words, int label) =>
        (label == 0 || words[label - 1].Shape == WordShape.LineEnd || words[label - 1] is { Shape: WordShape.Sign, Key: '>' or '*' })
        && words[label].IsWord
        && Headers.Contains(words[label].Key);

    /// <summary>Any word with a capital that is no title, desk or place.</summary>
    private static bool MayBeFamily(in Word word) =>
        word.Shape is WordShape.Title or WordShape.Capitals or WordShape.Mixed
        && word.End - word.Start > 1
        && (word.Facts & NoName) == 0
        && ((word.Facts & WordFacts.Proper) == 0 || (word.Facts & WordFacts.AnyName) != 0);

    /// <summary>"Name Whitcombe, Rosalind", "Fahrgast Nguema, Célestin".</summary>
    private static bool IsPersonBefore(in Word word) =>
        word.IsWord && ((word.Facts & WordFacts.Announcing) != 0 || Persons.Contains(word.Key));

    private static bool EndsField(in Word word) =>
        word.Shape == WordShape.LineEnd
        || word is { Shape: WordShape.Sign, Key: ';' or '|' or '"' or ')' or '(' or '<' or '-' or '–' or '#' or ':' or '”' or '“' or '»' };
}
