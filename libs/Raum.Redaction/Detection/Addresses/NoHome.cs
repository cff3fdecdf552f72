namespace Raum.Redaction;

/// <summary>What the model takes for an address and is a train, an event, a seat, a person with a phone number or a shop: "train 12628 Karnataka Exp, 3A", "Riverdance 30, 3Arena, 14".</summary>
internal static class NoHome
{
    private const int Reach = 4;
    private const int LongestRoom = 40;
    private const int LongestArticle = 3;

    /// <summary>More digits in groups are a phone number, "99020 18843"; so many are in "Beverly Hills, CA 90210-1234".</summary>
    private const int LongestCode = 9;

    private static readonly WordSet Journeys = Cues.Set(
        "train trains trein zug treno tren comboio trem flight vol vuelo voo volo flug vlucht ice ic ec tgv ave rj railjet intercity frecciarossa italo thalys eurostar renfe event show concert gig match konzert concierto evento spectacle spettacolo "
            + "concerto voorstelling tournee spiel veranstaltung pnr festival musical movie film pelicula ferry tour"
    );

    private static readonly WordSet Seats = Cues.Set(
        "row seat seats reihe platz sitz rang siege fila asiento posto rij stoel plaats wagen coach block section stand tribune voiture coche carrozza carruagem lugar gate berth"
    );

    private static readonly WordSet Rooms = Cues.Set(
        "salle sala aula saal table booth halle hall sitzplatz sitz platz gate terminal zaal tisch mesa tavolo stand tribune tafel seat"
    );

    private static readonly WordSet Shops = Cues.Set(
        "tienda tiendas store stores shop boutique magasin loja negozio filiale filialen filiaal winkel laden sucursal outlet supermarkt supermercado supermercato supermarche mall"
    );

    private static readonly WordSet Between = Cues.Set(
        "es esta en de del la el mas cerca cercana nearest closest is at in the on ist der die am da na do vicino proche pres est a dans op is your nueva new neue"
    );

    private static readonly WordSet Mine = Cues.Set(
        "my our his her their mi mis nuestra nuestras propia mein meine meinem meinen meiner unser unsere unserem unseren unserer seinem seinen seiner ihrem mon ma notre mes nos minha meu nossa mio mia nostro nostra mijn ons onze zijn haar hun"
    );

    /// <summary>The shop tells where a house is: "I live above the shop at 12 Mill Road".</summary>
    private static readonly WordSet Beside = Cues.Set(
        "above over behind beside next opposite near under sobre encima detras frente junto cerca uber unter neben hinter gegenuber nahe dessus dessous derriere devant pres sopra sotto dietro accanto fronte vicino boven onder achter naast tegenover cima embaixo atras lado"
    );

    public static bool Is(ReadOnlySpan<char> text, in Finding address)
    {
        var value = text[address.Start..address.End];
        if (
            IsNumberOfOther(text, address.Start, address.End)
            || IsKindAlone(value)
            || (IsTime(text, address.Start) && !AddressTail.HasCode(value))
            || NoAddress.Is(text, address.Start, address.End)
        )
        {
            return true;
        }

        if (address.Detector != AddressTagger.Detector)
        {
            return address.Reason == "street-number"
                && IsShop(text, address.Start)
                && !AddressTail.HasCode(value)
                && !HasPlace(text, address);
        }

        return AddressLists.Is(value)
            || Crossing.Is(text, address.Start, address.End)
            || (IsSeat(text, address) && !AddressKinds.HasStreet(value))
            || IsRoom(value)
            || ((IsPersonWithPhone(value) || (IsLedByJourney(text, address.Start) && !HasCity(value))) && !AddressKinds.HasOne(value));
    }

    /// <summary>"Salle 12, bât. C", "Sitzplatz 12, Reihe 4, Block C", "Aula 14, Edificio 3, piso 2".</summary>
    private static bool IsRoom(ReadOnlySpan<char> value)
    {
        var word = AddressWords.NameEnd(value, 0);
        return word + 1 < value.Length
            && value[word] == ' '
            && char.IsAsciiLetterOrDigit(value[word + 1])
            && Rooms.Contains(value[..word])
            && value.Length <= LongestRoom
            && !AddressKinds.HasName(value[word..]);
    }

    /// <summary>"Karthik Subramaniam, 99020 18843": words without a figure, and then a number longer than a postcode.</summary>
    private static bool IsPersonWithPhone(ReadOnlySpan<char> value)
    {
        var first = value.IndexOfAnyInRange('0', '9');
        if (first < 4)
        {
            return false;
        }

        var digits = 0;
        foreach (var c in value[first..])
        {
            if (char.IsAsciiDigit(c))
            {
                digits++;
            }
            else if (c is not (' ' or '-' or '.'))
            {
                return false;
            }
        }

        return digits > LongestCode;
    }

    /// <summary>"Am Anger 5, {99084 Erfurt": a postcode behind the rest; a train's number stands first.</summary>
    private static bool HasCity(ReadOnlySpan<char> value)
    {
        for (var at = 1; at < value.Length; at++)
        {
            var digits = CodeDigits.Run(value, at) - at;
            if (digits is 4 or 5 && value[at - 1] is ' ' or ',')
            {
                return true;
            }

            at += digits;
        }

        return false;
    }

    /// <summary>"train 12628 Karnataka Exp", "Event: Riverdance 30".</summary>
    private static bool IsLedByJourney(ReadOnlySpan<char> text, int start)
    {
        var word = NameContext.SpanBefore(text, start, out var sameLine);
        return sameLine && Journeys.Contains(word);
    }

    /// <summary>"Wembley, Block 142, Row 12".</summary>
    private static bool IsSeat(ReadOnlySpan<char> text, in Finding address)
    {
        var at = address.End;
        if (at + 2 >= text.Length || text[at] != ',' || text[at + 1] != ' ')
        {
            return false;
        }

        var value = text[address.Start..at];
        var number = AddressWords.WordStart(value, value.Length);
        var last = AddressWords.NameEnd(text, at + 2);
        return number > 1
            && number < value.Length
            && char.IsAsciiDigit(value[number])
            && Seats.Contains(text[(at + 2)..last])
            && Seats.Contains(value[AddressWords.WordStart(value, number - 1)..(number - 1)]);
    }

    /// <summary>"the shop at 12 Mill Road, {Cambridge": whole as it is, it goes to somebody.</summary>
    private static bool HasPlace(ReadOnlySpan<char> text, in Finding address)
    {
        for (var at = address.Start; at <= address.End && at + 2 < text.Length; at++)
        {
            if (text[at] == ',' && text[at + 1] == ' ' && char.IsUpper(text[at + 2]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"la tienda más cerca es {Plaza Mar 2": what belongs to everybody; "my shop at 12 Mill Road" does not.</summary>
    private static bool IsShop(ReadOnlySpan<char> text, int start)
    {
        var at = start;
        for (var words = 0; words < Reach; words++)
        {
            var end = at;
            while (end > 0 && at - end < 2 && text[end - 1] == ' ')
            {
                end--;
            }

            var from = AddressWords.WordStart(text, end);
            if (from == end)
            {
                return false;
            }

            var word = text[from..end];
            if (Shops.Contains(word))
            {
                return !IsSomebodys(text, from);
            }

            if (!Between.Contains(word))
            {
                return false;
            }

            at = from;
        }

        return false;
    }

    /// <summary>"my {shop at 12 Mill Road", "above the {shop at 12 Mill Road".</summary>
    private static bool IsSomebodys(ReadOnlySpan<char> text, int shop)
    {
        var at = shop;
        for (var words = 0; words < Reach - 1; words++)
        {
            var word = NameContext.SpanBefore(text, at, out _);
            if (word.IsEmpty)
            {
                return false;
            }

            if (Beside.Contains(word) || (words == 0 && Mine.Contains(word)))
            {
                return true;
            }

            if (word.Length > LongestArticle)
            {
                return false;
            }

            // "al {lado de la tienda"
            at = text[..at].LastIndexOf(word);
        }

        return false;
    }

    /// <summary>"Source Port: 51220", "lid 11802", "Tel: 62889": figures alone that the word before them calls something else.</summary>
    private static bool IsNumberOfOther(ReadOnlySpan<char> text, int start, int end) =>
        !text[start..end].ContainsAnyExceptInRange('0', '9')
        && (NameContext.SpanBefore(text, start, out _) is "Port" or "port" or "lid" or "member" || Cues.CallsPhone(text, start));

    /// <summary>"12, place 84": a word for a street with figures around it and no name.</summary>
    private static bool IsKindAlone(ReadOnlySpan<char> address)
    {
        var words = 0;
        for (var at = 0; Lexicon.NextWord(address, ref at, out var start); )
        {
            var word = address[start..at];
            if (!char.IsLetter(word[0]))
            {
                continue;
            }

            if (++words > 1 || !StreetWords.MaybeFrench.Contains(word))
            {
                return false;
            }
        }

        return words == 1;
    }

    /// <summary>"vers 8 h 15, rue Victor-Hugo".</summary>
    private static bool IsTime(ReadOnlySpan<char> text, int start) =>
        start > 3
        && char.IsAsciiDigit(text[start])
        && text[start - 1] == ' '
        && text[start - 2] == 'h'
        && text[start - 3] == ' '
        && char.IsAsciiDigit(text[start - 4]);
}
