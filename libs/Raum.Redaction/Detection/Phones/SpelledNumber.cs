using System.Buffers;

namespace Raum.Redaction;

/// <summary>Numbers in words: a phone ("two one two, five five five, oh one four four") and a birth date ("deux janvier mille neuf cent soixante").</summary>
/// <remarks>Reads only texts that have a word for nought or the beginning of a year of the last century. Linear: each word is looked up once.</remarks>
internal sealed class SpelledNumber : IDetector
{
    private const string Name = "spelled-number";
    private const int FewestOfPhone = 7;
    private const int MostOfPhone = 20;
    private const int FewestMixed = 9;
    private const int MostMixed = 14;
    private const int FewestOfYear = 3;
    private const int LongestGap = 3;

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "zero",
            "null",
            "nul ",
            "oh ",
            "cero",
            "mille neuf",
            "mil novec",
            "millenov",
            "nineteen",
            "neunzehnh",
            "double ",
            "doppel ",
            "dubbel ",
            "doble ",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly WordSet Numbers = Cues.Set(
        "zero oh nought one two three four five six seven eight nine ten double triple treble doppel dubbel doble doppio eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand "
            + "un une deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt vingts trente quarante cinquante soixante septante huitante nonante cent cents mille mil premier et "
            + "null eins zwei zwo drei vier funf sechs sieben acht neun zehn elf zwolf "
            + "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa novecientos y "
            + "um dois duas quatro sete oito nove dez meia vinte trinta quarenta cinquenta sessenta oitenta novecentos e "
            + "due tre quattro cinque sei sette otto dieci venti trenta sessanta settanta ottanta novanta millenovecento "
            + "nul een twee drie vijf zes zeven negen tien "
            + "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth "
            + "ersten zweiten dritten vierten funften sechsten siebten siebenten achten neunten zehnten elften zwolften dreizehnten vierzehnten funfzehnten zwanzigsten einundzwanzigsten zweiundzwanzigsten dreiundzwanzigsten dreissigsten dreißigsten "
            + "dezoito dezenove dezessete dezesseis quinze catorze treze doze onze dieciocho diecinueve veintiuno veintidos veintitres diciotto diciannove ventuno ventidue"
    );

    /// <summary>Join number words and are none.</summary>
    private static readonly WordSet Joins = Cues.Set("et y e double triple treble doppel dubbel doble doppio");

    /// <summary>Said with figures: "07 4 double 1 90 62 17", "zero six 12 34 56 78".</summary>
    private static readonly WordSet Spoken = Cues.Set("double triple treble oh zero nought null nul cero doppel dubbel doble doppio duplo");

    private static readonly WordSet OfDates = Cues.Set("de del di du of");

    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        // Apart from the others: letters beyond ASCII make the search for all of them slow.
        if (!text.ContainsAny(Marks) && !(text.Contains('é') && text.Contains("zéro", StringComparison.Ordinal)))
        {
            return;
        }

        var run = new Run();
        for (var at = 0; at < text.Length; )
        {
            if (char.IsAsciiDigit(text[at]))
            {
                var first = at;
                while (at < text.Length && char.IsAsciiDigit(text[at]))
                {
                    at++;
                }

                if (run.Count > 0 && !IsGap(text[run.End..first]))
                {
                    run.Settle(findings);
                }

                run.AddFigures(first, at, text[first] == '0');
                continue;
            }

            if (!char.IsLetter(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && char.IsLetter(text[at]))
            {
                at++;
            }

            var word = text[start..at];
            if (run.Count > 0 && !IsGap(text[run.End..start]))
            {
                run.Settle(findings);
            }

            if (run.Month > 0 && word.StartsWith("neunzehnhundert", StringComparison.OrdinalIgnoreCase))
            {
                run.TakeYear(at);
            }
            else if (word.Length < 20 && Numbers.Contains(word))
            {
                run.Add(start, at, Joins.Contains(word), Spoken.Contains(word));
            }
            else if (run is { Count: > 0 and <= 3, Month: 0 } && word.Length < 12 && CueVocabulary.Months.Contains(word))
            {
                run.TakeMonth(at);
            }
            else if (run.Count == 0 || !OfDates.Contains(word))
            {
                run.Settle(findings);
            }
        }

        run.Settle(findings);
    }

    private static bool IsGap(ReadOnlySpan<char> between) => between.Length <= LongestGap && !between.ContainsAnyExcept(" -,–\t");

    /// <summary>Number words in a row, perhaps with a month between them.</summary>
    private struct Run
    {
        private int _start;
        private int _last;
        private int _before;
        private int _figures;
        private bool _isSpoken;
        private bool _isFromNought;
        private bool _isFromFigure;

        public int Count { get; private set; }

        public int End { get; private set; }

        /// <summary>Where the month ends; 0 when there is none.</summary>
        public int Month { get; private set; }

        /// <summary>Figures among the words count one by one.</summary>
        public void AddFigures(int start, int end, bool isNought)
        {
            _isFromNought = Count == 0 ? isNought : _isFromNought;
            _isFromFigure |= Count == 0;
            _start = Count == 0 ? start : _start;
            Count += end - start;
            _figures += end - start;
            End = end;
            _last = end;
        }

        public void Add(int start, int end, bool joins, bool isSpoken)
        {
            _isFromNought = Count == 0 ? isSpoken && !joins : _isFromNought;
            _isSpoken |= isSpoken;
            if (Count == 0 && joins)
            {
                // "et", "y" and "e" begin no number; "double" may lose its word.
                return;
            }

            _start = Count == 0 ? start : _start;
            Count++;
            End = end;
            _last = joins ? _last : end;
        }

        public void TakeMonth(int end)
        {
            Month = end;
            End = end;
            _last = end;
            _before = Count;
        }

        /// <summary>"neunzehnhundertsiebenundsiebzig".</summary>
        public void TakeYear(int end)
        {
            Count += FewestOfYear;
            End = end;
            _last = end;
        }

        public void Settle(List<Finding> findings)
        {
            if (Month > 0 && _figures == 0 && Count - _before >= FewestOfYear)
            {
                findings.Add(new Finding(_start, _last, PiiType.BirthDate, Name, 0.85, "date-in-words"));
            }
            else if (
                Month == 0
                && Count is >= FewestOfPhone and <= MostOfPhone
                && (
                    _figures == 0
                    || (
                        _isSpoken
                        && _isFromNought
                        && (_isFromFigure || Count - _figures > 1)
                        && _figures < Count
                        && Count is >= FewestMixed and <= MostMixed
                    )
                )
            )
            {
                findings.Add(new Finding(_start, _last, PiiType.Phone, Name, 0.85, "digits-in-words"));
            }

            this = default;
        }
    }
}
