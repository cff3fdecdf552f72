namespace Raum.Redaction;

/// <summary>Dates in words, as voicemail is written down: "the fourth of June 1968", "vierter Juni neunzehnhundertachtundsechzig", "cuatro de junio de mil novecientos sesenta y ocho".</summary>
internal static class SpokenDate
{
    private const int MostDayWords = 3;
    private const int MostYearWords = 8;

    private static readonly WordSet Days = Cues.Set(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty thirtieth thirty "
            + "erster ersten zweiter zweiten dritter dritten vierter vierten funfter funften sechster sechsten siebter siebten achter achten neunter neunten zehnter zehnten elfter elften zwolfter zwolften dreizehnter dreizehnten vierzehnter vierzehnten funfzehnter funfzehnten sechzehnter sechzehnten siebzehnter siebzehnten "
            + "achtzehnter achtzehnten neunzehnter neunzehnten zwanzigster zwanzigsten einundzwanzigster einundzwanzigsten zweiundzwanzigster zweiundzwanzigsten dreiundzwanzigster dreiundzwanzigsten vierundzwanzigster vierundzwanzigsten funfundzwanzigster funfundzwanzigsten sechsundzwanzigster sechsundzwanzigsten "
            + "siebenundzwanzigster siebenundzwanzigsten achtundzwanzigster achtundzwanzigsten neunundzwanzigster neunundzwanzigsten dreissigster dreissigsten dreißigster dreißigsten einunddreissigster einunddreissigsten einunddreißigsten "
            + "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente et un "
            + "primero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta y "
            + "primo due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove venti ventuno ventidue ventitre ventiquattro venticinque ventisei ventisette ventotto ventinove trenta trentuno "
            + "primeiro um dois quatro oito nove dez doze treze catorze quatorze quinze dezasseis dezesseis dezassete dezessete dezoito dezanove dezenove vinte trinta e "
            + "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien twintig eenentwintig tweeentwintig drieentwintig vierentwintig vijfentwintig zesentwintig zevenentwintig achtentwintig negenentwintig dertig eenendertig"
    );

    private static readonly WordSet Years = Cues.Set(
        "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand two oh and one three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
            + "mille mil neuf cent cents deux vingt vingts trente quarante cinquante soixante quatre dix onze douze treize quatorze quinze seize sept huit un trois cinq six et "
            + "novecientos dos veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa y uno tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
            + "novecentos dois vinte trinta quarenta cinquenta sessenta setenta oitenta noventa e um quatro sete oito nove dez doze treze catorze quinze negentien honderd"
    );

    private static readonly WordSet Small = Cues.Set("of de del di do da the den van en el le");

    /// <summary>Years that are one word.</summary>
    private static readonly string[] Compounds = ["neunzehnhundert", "zweitausend", "millenove", "duemila", "tweeduizend", "negentien"];

    /// <summary>The end of a date that begins with the word here, its day or its month; 0 where there is none.</summary>
    public static int End(ReadOnlySpan<char> text, int at)
    {
        var month = Month(text, at);
        if (month > 0)
        {
            // "June the fourth, 1968"
            var day = DayEnd(text, Next(text, month));
            return day > 0 ? Year(text, Next(text, day)) : 0;
        }

        var end = DayEnd(text, at);
        month = end > 0 ? Month(text, Next(text, end)) : 0;
        return month > 0 ? Year(text, Next(text, month)) : 0;
    }

    private static int DayEnd(ReadOnlySpan<char> text, int at)
    {
        var end = 0;
        for (var words = 0; words < MostDayWords; words++)
        {
            var last = ValueToken.WordEnd(text, at);
            if (last == at || !Days.Contains(text[at..last]))
            {
                break;
            }

            end = last;
            if (last + 1 >= text.Length || text[last] is not (' ' or '-'))
            {
                break;
            }

            at = last + 1;
        }

        return end;
    }

    private static int Month(ReadOnlySpan<char> text, int at)
    {
        var last = ValueToken.WordEnd(text, at);
        return last > at && CueVocabulary.Months.Contains(text[at..last]) ? last : 0;
    }

    /// <summary>Four digits, or the words for them.</summary>
    private static int Year(ReadOnlySpan<char> text, int at)
    {
        var digits = at;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        if (digits - at == 4)
        {
            return digits;
        }

        var end = 0;
        var count = 0;
        for (var words = 0; words < MostYearWords; words++)
        {
            var last = ValueToken.WordEnd(text, at);
            var word = text[at..last];
            if (IsCompound(word))
            {
                // "negentienhonderd eenenveertig"
                var next = last + 1 < text.Length ? ValueToken.WordEnd(text, last + 1) : last;
                return word.EndsWith("honderd", StringComparison.OrdinalIgnoreCase) && next > last + 4 ? next : last;
            }

            if (word.IsEmpty || !Years.Contains(word))
            {
                break;
            }

            end = last;
            count++;
            if (last + 1 >= text.Length || text[last] is not (' ' or '-'))
            {
                break;
            }

            at = last + 1;
        }

        return count > 1 ? end : 0;
    }

    private static bool IsCompound(ReadOnlySpan<char> word)
    {
        foreach (var beginning in Compounds)
        {
            if (word.Length > beginning.Length && word.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Behind spaces, a comma and one small word.</summary>
    private static int Next(ReadOnlySpan<char> text, int at)
    {
        at = Behind(text, at);
        var last = ValueToken.WordEnd(text, at);
        return last > at && Small.Contains(text[at..last]) ? Behind(text, last) : at;
    }

    private static int Behind(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        while (at < text.Length && at - start < 3 && text[at] is ' ' or ',' or '.')
        {
            at++;
        }

        return at;
    }
}
