namespace Raum.Redaction;

/// <summary>What the model took into an address and is none of it: a verb or label before it, the next field, the next sentence, a number of another kind.</summary>
/// <remarks>Reads each find once.</remarks>
internal static class AddressCuts
{
    private const int LongestLead = 40;

    /// <summary>So many digits are no postcode and no house number.</summary>
    private const int OtherNumber = 9;

    private const int Shortest = 8;

    private static readonly WordSet Companies = Cues.Set(
        "co kg gmbh ag ltd limited inc llc plc pty bv nv sa sas sarl srl spa sl lda ohg ug eg ev"
    );

    private static readonly WordSet NameLeads = Cues.Set("moro morada moradas living live vivo");

    /// <summary>Cuts one find; a second address that it held goes to the end of the list.</summary>
    public static void Cut(ReadOnlySpan<char> text, List<Finding> findings, int index)
    {
        var address = findings[index];
        Work.Add(address.Length);
        if (NoHome.Is(text, address))
        {
            findings[index] = address with { End = address.Start };
            return;
        }

        if (AddressJoint.Second(text, address.Start, address.End, out var firstEnd) is > 0 and var second)
        {
            // Read again from there, as a find of its own.
            findings.Add(address with { Start = second });
            address = address with { End = firstEnd };
            findings[index] = address;
        }

        var start = AfterPreposition(text, address.Start, address.End);
        start = AfterLead(text, start, address.End);
        start = AddressLead.After(text, start, address.End);
        start = AfterHalfLine(text, start, address.End);
        start = AddressReceiver.After(text, start, address.End);
        var end = BeforeField(text, start, address.End, out var rest);
        end = AddressSentence.Before(text, start, end);
        end = DashedPlace.Before(text, start, end);
        end = BeforeNumber(text, start, end);
        end = AddressPhone.Before(text, start, end);
        end = CapitalWords.Before(text, start, end);
        if (end - start >= Shortest && (start != address.Start || end != address.End))
        {
            findings[index] = address with { Start = start, End = end };
        }

        if (rest > 0 && address.End - rest >= Shortest)
        {
            findings.Add(address with { Start = rest });
        }
    }

    /// <summary>"A {Blvd. Morelos 12": not "A Street".</summary>
    private static int AfterPreposition(ReadOnlySpan<char> text, int start, int end)
    {
        var last = ValueToken.WordEnd(text, start);
        return
            last + 1 < end
            && text[start..last] is "A" or "a" or "En" or "en"
            && text[last] == ' '
            && AddressWords.StreetsBefore.Contains(text[(last + 1)..AddressWords.NameEnd(text, last + 1)])
            ? last + 1
            : start;
    }

    /// <summary>"ICH WOHNE {DORFSTRASSE 2A": behind the last word before the first number that leads to an address.</summary>
    private static int AfterLead(ReadOnlySpan<char> text, int start, int end)
    {
        var from = start;
        if (AddressWords.StreetsBefore.Contains(text[start..AddressWords.NameEnd(text, start)]))
        {
            // "Via Aldo Moro 5"
            return start;
        }

        for (var at = start; at < end && at - start < LongestLead; )
        {
            if (text[at] is ',' or '\n' || char.IsAsciiDigit(text[at]))
            {
                break;
            }

            var last = AddressWords.NameEnd(text, at);
            if (last == at)
            {
                at++;
                continue;
            }

            if (last < end && AddressWords.IsLead(text[at..last]) && !IsName(text, at, last))
            {
                from = last;
                while (from < end && !char.IsLetterOrDigit(text[from]))
                {
                    from++;
                }
            }

            at = last;
        }

        return from;
    }

    /// <summary>"C.so Aldo {Moro 5", "Residencial {Morada do Sol 12": a name in a street's, elsewhere "I live".</summary>
    private static bool IsName(ReadOnlySpan<char> text, int at, int last) =>
        char.IsUpper(text[at])
        && char.IsLower(text[last - 1])
        && NameLeads.Contains(text[at..last])
        && NameContext.SpanBefore(text, at, out _) is [>= 'A' and <= 'Z', ..];

    /// <summary>"& Co. KG / {Markt 8": the end of a line that has no street, before the first line of a block.</summary>
    private static int AfterHalfLine(ReadOnlySpan<char> text, int start, int end)
    {
        var line = text[start..end].IndexOf('\n');
        if (line < 0 || start < 2 || text[start - 1] == '\n' || text[start - 1] == ' ' && text[start - 2] is ':' or '>' or '\n' or '|')
        {
            return start;
        }

        var first = text.Slice(start, line).TrimEnd(" ,.\r");
        if (first.ContainsAnyExceptInRange('0', '9') && !Companies.Contains(first[AddressWords.WordStart(first, first.Length)..]))
        {
            return start;
        }

        return start + line + 1;
    }

    /// <summary>The end of the line before "Tel. 030", "in: ".</summary>
    private static int BeforeField(ReadOnlySpan<char> text, int start, int end, out int rest)
    {
        rest = 0;
        for (var at = start; at < end; at++)
        {
            if (text[at] != '\n')
            {
                continue;
            }

            var word = at + 1;
            while (word < end && text[word] is ' ' or '>')
            {
                word++;
            }

            var last = AddressWords.NameEnd(text, word);
            if (last == word || last > end)
            {
                continue;
            }

            var name = text[word..last];
            var colon = last + (last < text.Length && text[last] == '.' ? 1 : 0);
            var isField =
                colon < text.Length && text[colon] == ':' && !AddressWords.Fields.Contains(name) && !AddressWords.Units.Contains(name);
            if (isField || (AddressWords.Contacts.Contains(name) && !IsCity(text[last..])))
            {
                rest = colon;
                while (rest < end && !char.IsLetterOrDigit(text[rest]))
                {
                    rest++;
                }

                rest = isField ? rest : 0;
                return TrimmedEnd(text, start, at);
            }
        }

        return end;
    }

    /// <summary>"Mobile{, AL 36602", "Tel{ Aviv 6433222".</summary>
    private static bool IsCity(ReadOnlySpan<char> behind) =>
        behind.StartsWith(" Aviv", StringComparison.OrdinalIgnoreCase)
        || (behind.Length > 2 && behind[0] == ',' && char.IsUpper(behind[2]));

    /// <summary>"A84 P2W6 MPRN 10009988771", "30030, c/o": a number of another kind, a care-of whose name is no part.</summary>
    private static int BeforeNumber(ReadOnlySpan<char> text, int start, int end)
    {
        if (end - start > 4 && text[start..end].EndsWith("c/o", StringComparison.OrdinalIgnoreCase))
        {
            return TrimmedEnd(text, start, end - 3);
        }

        var from = end;
        while (from > start && char.IsAsciiDigit(text[from - 1]))
        {
            from--;
        }

        if (end - from < OtherNumber)
        {
            return IsDay(text, start, from, end) ? TrimmedEnd(text, start, AddressWords.WordStart(text, from - 1)) : end;
        }

        from = TrimmedEnd(text, start, from);
        var word = AddressWords.WordStart(text, from);
        return IsLabel(text[start..word], text[word..from]) ? TrimmedEnd(text, start, word) : from;
    }

    /// <summary>"MPRN", "Tel"; not "3AB", "400001" and "Wien", which belong to the address.</summary>
    private static bool IsLabel(ReadOnlySpan<char> address, ReadOnlySpan<char> word) =>
        AddressWords.Contacts.Contains(word)
        || (
            !word.IsEmpty
            && !word.ContainsAnyInRange('0', '9')
            && (
                char.IsLower(word[0])
                || (
                    !word.ContainsAnyInRange('a', 'z')
                    && address.ContainsAnyInRange('a', 'z')
                    && (NameWords.Of(word) & WordFacts.Proper) == 0
                )
            )
        );

    /// <summary>"8700 Küsnacht {am 1", of a month.</summary>
    private static bool IsDay(ReadOnlySpan<char> text, int start, int from, int end)
    {
        if (end - from is not (1 or 2) || from < start + Shortest || text[from - 1] != ' ')
        {
            return false;
        }

        var word = text[AddressWords.WordStart(text, from - 1)..(from - 1)];
        return word is "am" or "ab" or "zum" or "le" or "du" or "el" or "il" or "dal" or "on" or "from" or "op" or "per" or "em" or "dia";
    }

    public static int TrimmedEnd(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start && !(char.IsLetterOrDigit(text[end - 1]) || text[end - 1] == ')'))
        {
            end--;
        }

        return end;
    }
}
