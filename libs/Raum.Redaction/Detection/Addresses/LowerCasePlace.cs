namespace Raum.Redaction;

/// <summary>Flat, postcode and city behind a street in lower case: " apt 12, bristol bs6 7tu", ", 69003 lyon", ", lyon, france".</summary>
internal static class LowerCasePlace
{
    private const int MostWords = 3;
    private const int LongestFlat = 6;

    /// <summary>Of Australia and the United States, before a postcode.</summary>
    private static readonly WordSet States = Cues.Set(
        "qld nsw vic tas wa sa act nt al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wv wi wy dc"
    );

    private const int MostLines = 4;
    private const int LongestLine = 40;

    /// <summary>Where the address ends; where the street does when nothing of that follows.</summary>
    public static int End(ReadOnlySpan<char> text, int street)
    {
        street = Flat(text, Flat(text, Flat(text, street)));
        if (LowerCaseDistrict.Read(text, street) is var district && district > street)
        {
            return district;
        }

        var end = Places(text, street);
        end = Coded(text, end) is var coded && coded > end ? coded : end;
        return end == street && Below(text, street) is > 0 and var below ? below : end;
    }

    /// <summary>", moorooka qld 4105", " #22 temple tx 76502": a state and its postcode follow.</summary>
    public static bool IsStated(ReadOnlySpan<char> text, int street)
    {
        var end = Coded(text, Flat(text, street));
        var code = end;
        while (code > street && char.IsAsciiDigit(text[code - 1]))
        {
            code--;
        }

        return end - code is 4 or 5
            && code > street + 1
            && text[code - 1] == ' '
            && States.Contains(text[AddressWords.WordStart(text, code - 1)..(code - 1)]);
    }

    /// <summary>"norwich / nr3 1qd", "35000 rennes / france": city and postcode on the lines below; 0 where they do not stand there.</summary>
    public static int Below(ReadOnlySpan<char> text, int street)
    {
        var end = 0;
        var line = street;
        for (var lines = 0; lines < MostLines; lines++)
        {
            line += line < text.Length && text[line] is ',' or '\r' ? 1 : 0;
            if (line >= text.Length || text[line] != '\n')
            {
                break;
            }

            var start = line + 1;
            var length = text[start..].IndexOfAny('\n', ',');
            line = length < 0 ? text.Length : start + length;
            Work.Add(line - start);
            var content = text[start..line].TrimEnd(" \r");
            if (content.Length is 0 or > LongestLine)
            {
                break;
            }

            if (LineEnd(text, start, start + content.Length) is > 0 and var coded)
            {
                end = coded;
                if (coded < start + content.Length)
                {
                    break;
                }
            }
            else if (end > 0 ? !AddressWords.Countries.Contains(content) : content.Count(' ') > 2 || content.ContainsAnyInRange('0', '9'))
            {
                break;
            }
            else
            {
                end = end > 0 ? start + content.Length : end;
            }
        }

        return end;
    }

    /// <summary>The end of a line that has a postcode after at most three words; 0 where it has none.</summary>
    private static int LineEnd(ReadOnlySpan<char> text, int start, int end)
    {
        for (var (at, words) = (start, 0); words <= MostWords && at < end; words++)
        {
            if (Code(text, at) is > 0 and var code)
            {
                return words == 0 ? City(text, code) : code;
            }

            var last = AddressWords.NameEnd(text, at);
            if (last == at || last + 1 >= end || text[last] != ' ')
            {
                return 0;
            }

            at = last + 1;
        }

        return 0;
    }

    /// <summary>" suite 463", ", apt 3b", " 2ºb".</summary>
    private static int Flat(ReadOnlySpan<char> text, int end)
    {
        var at = end;
        while (at < text.Length && at - end < 2 && text[at] is ' ' or ',')
        {
            at++;
        }

        var floor = CodeDigits.Run(text, at);
        if (at > end && floor - at is 1 or 2 && floor < text.Length && text[floor] is 'º' or 'ª' or '°')
        {
            var letter = floor + 1;
            return letter < text.Length && ValueToken.WordEnd(text, letter) == letter + 1 ? letter + 1 : letter;
        }

        if (at > end && at + 1 < text.Length && text[at] == '#' && char.IsAsciiDigit(text[at + 1]))
        {
            // "#22", "#4b"
            var number = CodeDigits.Run(text, at + 1);
            return number - at > LongestFlat ? end
                : ValueToken.WordEnd(text, number) == number + 1 ? number + 1
                : number;
        }

        var word = ValueToken.WordEnd(text, at);
        if (at == end || word == at || !AddressWords.Units.Contains(text[at..word]))
        {
            return end;
        }

        word += word < text.Length && text[word] == '.' ? 1 : 0;
        if (word + 1 >= text.Length)
        {
            return end;
        }

        var last = word + 1;
        while (last < text.Length && last - word < LongestFlat && char.IsAsciiLetterOrDigit(text[last]))
        {
            last++;
        }

        var isDoor =
            text[word..last].ContainsAnyInRange('0', '9')
            // "bloco b", "scala c"
            || (last == word + 2 && text[word + 1] is not ('a' or 'e' or 'o' or 'u' or 'y' or 'i'));
        return text[word] != '\n' && isDoor ? last : end;
    }

    /// <summary>Listed places, each behind a comma: ", mohács, hungary".</summary>
    private static int Places(ReadOnlySpan<char> text, int end)
    {
        for (var places = 0; places < 2 && end + 2 < text.Length && text[end] == ','; places++)
        {
            var last = AddressWords.NameEnd(text, end + 2);
            var two = last + 1 < text.Length && text[last] == ' ' ? AddressWords.NameEnd(text, last + 1) : last;
            if (two > last + 1 && IsPlace(text[(end + 2)..two]))
            {
                end = two;
            }
            else if (last > end + 3 && IsPlace(text[(end + 2)..last]))
            {
                end = last;
            }
            else
            {
                break;
            }
        }

        return end;
    }

    private static bool IsPlace(ReadOnlySpan<char> name) =>
        AddressWords.Countries.Contains(name) || (NameWords.Of(name) & (WordFacts.Proper | WordFacts.Word)) == WordFacts.Proper;

    public static int Coded(ReadOnlySpan<char> text, int street)
    {
        var at = street;
        // "kirchgasse 4b in 3000 bern"
        var isIn = false;
        for (var words = 0; words <= MostWords; words++)
        {
            at += at < text.Length && text[at] == ',' ? 1 : 0;
            if (at + 1 >= text.Length || text[at] != ' ')
            {
                break;
            }

            at++;
            if (Code(text, at) is > 0 and var code)
            {
                return words == 0 || isIn ? City(text, code) : code;
            }

            var end = AddressWords.NameEnd(text, at);
            if (end == at)
            {
                break;
            }

            isIn = words == 0 && text[at..end] is "in" or "te";
            at = end;
        }

        return street;
    }

    /// <summary>"bs6 7tu", "1016 ea", "4050-262", "69003"; 0 when there is none.</summary>
    public static int Code(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '-'))
        {
            end++;
        }

        var code = text[at..end];
        if (code.Length is < 2 or > 9 || !code.ContainsAnyInRange('0', '9'))
        {
            return 0;
        }

        if (char.IsAsciiLetter(code[0]))
        {
            // British and Canadian: "bs6 7tu", "h2k 1c2"
            return
                code.Length <= 4
                && end + 4 <= text.Length
                && char.IsAsciiDigit(text[end + 1])
                && char.IsAsciiLetter(text[end + 2])
                && char.IsAsciiLetterOrDigit(text[end + 3])
                && (end + 4 == text.Length || !char.IsLetterOrDigit(text[end + 4]))
                ? end + 4
                : 0;
        }

        var isNumber = !code.ContainsAnyExceptInRange('0', '9');
        if (isNumber && code.Length == 4)
        {
            return
                end + 3 <= text.Length
                && text[end] == ' '
                && char.IsAsciiLetter(text[end + 1])
                && char.IsAsciiLetter(text[end + 2])
                && !(end + 3 < text.Length && text[end + 3] == '.')
                && (end + 3 == text.Length || !char.IsLetterOrDigit(text[end + 3]))
                ? end + 3
                : end;
        }

        return
            (isNumber && code.Length == 5)
            // "1017gl"
            || (
                code.Length == 6
                && !code[..4].ContainsAnyExceptInRange('0', '9')
                && char.IsAsciiLetter(code[4])
                && char.IsAsciiLetter(code[5])
            )
            // Brazil, Portugal
            || code is [_, _, _, _, _, '-', _, _, _] or [_, _, _, _, '-', _, _, _]
            ? end
            : 0;
    }

    /// <summary>The word behind a postcode.</summary>
    public static int City(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 >= text.Length || text[end] != ' ')
        {
            return end;
        }

        var last = AddressWords.NameEnd(text, end + 1);
        var word = text[(end + 1)..last];
        if (word is "ciudad" or "cidade" && text[last..].StartsWith(" de ", StringComparison.Ordinal))
        {
            // "ciudad de mexico"
            return AddressWords.NameEnd(text, last + 4);
        }

        if (StreetWords.CityBeginnings.Contains(word))
        {
            // "st. gallen", "bad homburg"
            var next = last + (last < text.Length && text[last] == '.' ? 2 : 1);
            return next < text.Length && AddressWords.NameEnd(text, next) is var whole && whole > next + 2 ? whole : end;
        }

        return
            word.Length > 2
            && ((NameWords.Of(word) & (WordFacts.Word | WordFacts.Proper)) != WordFacts.Word || StreetWords.Cities.Contains(word))
            ? last
            : end;
    }
}
