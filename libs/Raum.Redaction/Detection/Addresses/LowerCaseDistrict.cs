namespace Raum.Redaction;

/// <summary>District, city, state and postcode behind a street in lower case: " bairro novo horizonte caruaru pe cep 55014-310", " colonia del valle cp 03100", " centro maringa pr".</summary>
internal static class LowerCaseDistrict
{
    private const int MostWords = 8;

    private static readonly WordSet Districts = Cues.Set(
        "bairro barrio colonia col vila jardim jd centro parque residencial conjunto setor urbanizacao urbanizacion loteamento distrito fraccionamiento poblacion villa condominio quartiere localita frazione"
    );

    private static readonly WordSet CodeWords = Cues.Set("cep cp cap");

    /// <summary>Those that are also words count with a postcode behind them.</summary>
    private static readonly WordSet MaybeStates = Cues.Set("al am es ma pa to");

    private static readonly WordSet States = Cues.Set("ac ap ba ce df go mg ms mt pb pe pi pr rj rn ro rr rs sc sp");

    /// <summary>The end of the postcode or state that the words behind a street lead to; the street's end where they lead to none.</summary>
    public static int Read(ReadOnlySpan<char> text, int street)
    {
        var end = street;
        var at = street;
        for (var words = 0; words < MostWords; words++)
        {
            at += at < text.Length && text[at] == ',' ? 1 : 0;
            if (at + 2 >= text.Length || text[at] != ' ')
            {
                break;
            }

            var from = at + 1;
            at = AddressWords.NameEnd(text, from);
            var word = text[from..at];
            var isCode = CodeWords.Contains(word);
            if (words > 0 && (isCode || char.IsAsciiDigit(text[from])))
            {
                var code = isCode ? at + 1 : from;
                return code < text.Length && LowerCasePlace.Code(text, code) is > 0 and var last ? LowerCasePlace.City(text, last) : end;
            }

            if (word.Length == 0 || (words == 0 && !(char.IsLower(word[0]) && Districts.Contains(word))))
            {
                break;
            }

            if (words > 1 && States.Contains(word))
            {
                end = at;
            }
            else if (
                StreetWords.NoNames.Contains(word)
                && !StreetWords.Articles.Contains(word)
                && !MaybeStates.Contains(word)
                && word is not "sao"
            )
            {
                break;
            }
        }

        return end;
    }
}
