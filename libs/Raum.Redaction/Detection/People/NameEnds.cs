namespace Raum.Redaction;

/// <summary>What belongs to a found name around it: an initial in lower case, the dot of an initial ("Priyanka D."), "Jr.", particles with a family name, and a father's name ("Gopalan s/o Ramasamy").</summary>
/// <remarks>Linear: a bounded stretch behind each find is read.</remarks>
internal static class NameEnds
{
    private const int MostParticles = 3;
    private const int LongestParticle = 4;
    private const int LongestFamily = 20;

    /// <summary>"Jane's", "Jane'll".</summary>
    private static readonly WordSet Endings = Cues.Set("s d ll re ve m t em n");

    /// <summary>Two capitals with a J that are no given name: a disc jockey, New Jersey, JavaScript, a joint venture.</summary>
    private static readonly WordSet Jargon = Cues.Set("dj nj js jv jp fj");

    private static readonly WordSet Juniors = Cues.Set("jr sr jnr snr");

    /// <summary>"Son of" and "daughter of" in Malaysia, Singapore and Arabic names.</summary>
    private static readonly string[] Fathers =
    [
        " s/o ",
        " d/o ",
        " S/O ",
        " D/O ",
        " a/l ",
        " a/p ",
        " A/L ",
        " A/P ",
        " bin ",
        " binti ",
        " binte ",
        " bte ",
    ];

    private static readonly WordSet Particles = Cues.Set(
        "van von de der den ter ten la las los dos da das do del della di du ben bint el al"
    );

    /// <summary>Behind a given name they begin a family name, which may be a word: "joão da silva", "maria das dores".</summary>
    private static readonly WordSet OfFamilies = Cues.Set("da das dos do della di van von");

    /// <summary>Widens the names among the finds.</summary>
    public static void Widen(ReadOnlySpan<char> text, List<Finding> findings)
    {
        Work.Add(findings.Count);
        for (var i = 0; i < findings.Count; i++)
        {
            if (findings[i] is { Type: PiiType.Name } name)
            {
                var (start, last) = (
                    FromLine(
                        text,
                        FromLabelled(
                            text,
                            FromFamily(
                                text,
                                FromShortGiven(text, FromInitial(text, Start(text, name.Start), name.End), name.End),
                                name.End
                            ),
                            name.End
                        ),
                        name.End
                    ),
                    InCapitals(
                        text,
                        name.Start,
                        Joined(text, Hyphened(text, name.Start, Swapped(text, name.Start, End(text, name.Start, name.End))))
                    )
                );
                if (start != name.Start || last != name.End)
                {
                    findings[i] = name with { Start = start, End = last };
                }
            }
        }
    }

    /// <summary>"I. Krause", "W. v. Plettenau": the initial before a name of one word or with small words; not "i. A. Krause", "chez M. Krause".</summary>
    private static int FromInitial(ReadOnlySpan<char> text, int start, int end) =>
        start > 2
        && text[start - 1] == ' '
        && text[start - 2] == '.'
        && char.IsUpper(text[start - 3])
        && text[start - 3] != 'M'
        && (start == 3 || text[start - 4] is ' ' or '\n' or '"' or '(' or '„' or '“' or '«')
        && !text[..start].EndsWith(". A. ")
        && (char.IsUpper(text[start]) ? !text[start..end].Contains(' ') && IsFamily(text[start..end]) : text[start] == 'v')
        && (NameWords.Of(text[start..end]) & WordFacts.Given) == 0
            ? start - 3
            : start;

    /// <summary>"JR Whitlock", "TJ Marsh": a given name in short before a family name. With a J they are hardly anything else.</summary>
    private static int FromShortGiven(ReadOnlySpan<char> text, int start, int end) =>
        start > 2
        && text[start - 1] == ' '
        && char.IsAsciiLetterUpper(text[start - 2])
        && char.IsAsciiLetterUpper(text[start - 3])
        && (text[start - 2] == 'J') != (text[start - 3] == 'J')
        && (start == 3 || text[start - 4] is ' ' or '\n' or '"' or '(')
        && !Jargon.Contains(text[(start - 3)..(start - 1)])
        && !text[start..end].Contains(' ')
            ? start - 3
            : start;

    /// <summary>"TESTIMONE: {rossi mario": a family name first, behind a label, in small letters.</summary>
    private static int FromLabelled(ReadOnlySpan<char> text, int start, int end)
    {
        if (start < 6 || text[start - 1] != ' ' || !char.IsLower(text[start]) || text[start..end].Contains(' '))
        {
            return start;
        }

        var from = AddressWords.WordStart(text, start - 1);
        return
            from > 2
            && start - from > 3
            && text[from - 1] == ' '
            && text[from - 2] == ':'
            && char.IsLower(text[from])
            && (NameWords.Of(text[from..(start - 1)]) & WordFacts.Surname) != 0
            && (NameWords.Of(text[start..end]) & WordFacts.Given) != 0
            ? from
            : start;
    }

    /// <summary>"Saludos⏎Refugio Tiznado Ochoa": the word that begins a line of its own below a closing.</summary>
    private static int FromLine(ReadOnlySpan<char> text, int start, int end)
    {
        if (start < 4 || text[start - 1] != ' ' || (end < text.Length && text[end] is not ('\n' or '\r')))
        {
            return start;
        }

        var from = start - 1;
        while (from > 0 && start - from <= LongestFamily && char.IsLetter(text[from - 1]))
        {
            from--;
        }

        if (start - from < 4 || from < 2 || text[from - 1] != '\n' || !char.IsUpper(text[from]) || !char.IsLower(text[from + 1]))
        {
            return start;
        }

        var above = text[..from].TrimEnd(" \r\n,.!");
        return
            (NameWords.Cues(text[from..(start - 1)]) & WordFacts.CueWords) == 0
            && (NameWords.Of(text[from..(start - 1)]) & WordFacts.AnyName) != 0
            && (NameWords.Cues(above[AddressWords.WordStart(above, above.Length)..]) & WordFacts.SignOff) != 0
            ? from
            : start;
    }

    /// <summary>"4) PETIT Jean-Marie, né": a family name in capitals that may be a word, where a list names people so.</summary>
    private static int FromFamily(ReadOnlySpan<char> text, int start, int end)
    {
        if (start < 4 || text[start - 1] != ' ' || !char.IsUpper(text[start]) || end >= text.Length || text[end] != ',')
        {
            return start;
        }

        var from = start - 1;
        while (from > 0 && start - from <= LongestFamily && char.IsUpper(text[from - 1]))
        {
            from--;
        }

        var word = text[from..(start - 1)];
        return
            word.Length > 2
            && from > 1
            && text[from - 1] == ' '
            && text[from - 2] is ')' or '.' or '-' or '*' or '•'
            && char.IsLower(text[start + 1])
            && (NameWords.Of(text[start..ValueToken.WordEnd(text, start)]) & WordFacts.Given) != 0
            && (NameWords.Of(word) & WordFacts.AnyName) != 0
            && (NameWords.Cues(word) & WordFacts.CueWords) == 0
            ? from
            : start;
    }

    /// <summary>"pt: kowalski, piotr dob 1/2/90": the given name behind a family name that fills a field.</summary>
    private static int Swapped(ReadOnlySpan<char> text, int start, int end)
    {
        if (
            end + 4 >= text.Length
            || text[end] != ','
            || text[end + 1] != ' '
            || !char.IsLower(text[start])
            || !char.IsLower(text[end + 2])
            || start < 3
            || text[start - 1] != ' '
            || text[start - 2] != ':'
            || text[start..end].Contains(' ')
            || (NameWords.Of(text[start..end]) & WordFacts.Given) != 0
        )
        {
            return end;
        }

        var last = ValueToken.WordEnd(text, end + 2);
        return
            (last == text.Length || text[last] != ',')
            && (NameWords.Of(text[(end + 2)..last]) & (WordFacts.Given | WordFacts.Word)) == WordFacts.Given
            ? last
            : end;
    }

    /// <summary>"w adebayo-finch": a name in small letters goes on behind a hyphen, but for a word: "amy-led".</summary>
    private static int Hyphened(ReadOnlySpan<char> text, int start, int end)
    {
        if (end + 3 >= text.Length || text[end] != '-' || !char.IsLower(text[end + 1]) || !char.IsLower(text[start]))
        {
            return end;
        }

        var last = ValueToken.WordEnd(text, end + 1);
        var facts = NameWords.Of(text[(end + 1)..last]);
        return
            last > end + 3
            && (last == text.Length || !(char.IsLetterOrDigit(text[last]) || text[last] is '@' or '_'))
            && ((facts & WordFacts.AnyName) != 0 || (facts & (WordFacts.Word | WordFacts.Proper)) == 0)
            ? last
            : end;
    }

    /// <summary>"Jong-a-Pin": a name goes on behind a letter between hyphens.</summary>
    private static int Joined(ReadOnlySpan<char> text, int end)
    {
        if (end + 3 >= text.Length || text[end] != '-' || !char.IsLower(text[end + 1]))
        {
            return end;
        }

        var small = ValueToken.WordEnd(text, end + 1);
        return small == end + 2 && small + 1 < text.Length && text[small] == '-' && char.IsUpper(text[small + 1])
            ? ValueToken.WordEnd(text, small + 1)
            : end;
    }

    /// <summary>"MEVR. T. BLOK", "DORIVAL PASSARINHO" alone on its line: a family name that is a word, in a text that is all capitals.</summary>
    private static int InCapitals(ReadOnlySpan<char> text, int start, int end)
    {
        var isInitial = end - start == 2 && text[end - 1] == '.';
        var at = end + (end - start == 1 && end < text.Length && text[end] == '.' ? 1 : 0);
        isInitial |= at > end;
        if (at + 3 >= text.Length || text[at] != ' ' || (!isInitial && text[start..end].ContainsAnyExceptInRange('A', 'Z')))
        {
            return end;
        }

        var last = at + 1;
        while (last < text.Length && last - at <= LongestFamily && char.IsUpper(text[last]))
        {
            last++;
        }

        if (last - at < 4 || (last < text.Length && char.IsLetterOrDigit(text[last])))
        {
            return end;
        }

        return isInitial
            ? (NameWords.Cues(NameContext.SpanBefore(text, start, out var sameLine)) & WordFacts.Title) != 0 && sameLine
                ? last
                : end
            : (start == 0 || text[..start].EndsWith("\n\n"))
            && last < text.Length
            && text[last] is '\n' or '\r'
            && (NameWords.Cues(text[(at + 1)..last]) & WordFacts.CueWords) == 0
                ? last
                : end;
    }

    /// <summary>"m. özdemir": the initial before a name in lower case; "Ma. José", short for María.</summary>
    private static int Start(ReadOnlySpan<char> text, int start) =>
        char.IsUpper(text[start]) && text[..start].EndsWith("Ma. ") ? start - 4
        : start > 2
        && char.IsLower(text[start])
        && text[start - 1] == ' '
        && text[start - 2] == '.'
        && char.IsLower(text[start - 3])
        && (start == 3 || text[start - 4] is ' ' or '\n' or '(' or ':')
            ? start - 3
        : start;

    /// <summary>"bjorn h.": the end of an initial in lower case behind such a name.</summary>
    private static int Initial(ReadOnlySpan<char> text, int start, int end) =>
        end + 2 < text.Length && char.IsLower(text[start]) && text[end] == ' ' && char.IsLower(text[end + 1]) && text[end + 2] == '.'
            ? end + 3
            : end;

    /// <summary>"joris van kuilenburg": a family name in lower case behind a small word, where it is no word.</summary>
    private static int LowerFamily(ReadOnlySpan<char> text, int start, int end)
    {
        if (!char.IsLower(text[start]) || end + 1 >= text.Length || text[end] != ' ' || text[start..end].Contains(' '))
        {
            return end;
        }

        var at = end;
        for (var particles = 0; particles < MostParticles && at < text.Length && text[at] == ' '; particles++)
        {
            var last = ValueToken.WordEnd(text, at + 1);
            if (last - at - 1 is < 2 or > LongestParticle || !Particles.Contains(text[(at + 1)..last]))
            {
                break;
            }

            at = last;
        }

        if (at == end || at + 1 >= text.Length || text[at] != ' ')
        {
            return end;
        }

        var family = ValueToken.WordEnd(text, at + 1);
        var word = text[(at + 1)..family];
        return
            word.Length is > 3 and < 24
            && Lexicon.Hash(word) is var hash
            && NameWords.OfHash(hash) is var facts
            && (
                ((facts & (WordFacts.Word | WordFacts.Proper)) == 0 && DictionaryWords.Of(hash) == 0)
                || ((facts & WordFacts.Surname) != 0 && OfFamilies.Contains(text[(end + 1)..ValueToken.WordEnd(text, end + 1)]))
            )
            ? family
            : end;
    }

    private static int End(ReadOnlySpan<char> text, int start, int end)
    {
        if (start > 0 && text[start - 1] == '\'' && text[end - 1] == '\'')
        {
            // A closing quote and no genitive: 'Manzanares'.
            return end - 1;
        }

        end = LowerFamily(text, start, Initial(text, start, Whole(text, end)));
        var last = Father(text, Family(text, start, end));
        last = Junior(text, last);
        return last < text.Length && text[last] == '.' && IsShort(text[start..last]) ? last + 1 : last;
    }

    /// <summary>"Moraa Nyang'au", "Temur Jo'rayev": a name goes on behind an apostrophe, but for English endings.</summary>
    private static int Whole(ReadOnlySpan<char> text, int end)
    {
        if (end + 1 >= text.Length || text[end] is not ('\'' or '’') || !char.IsLower(text[end + 1]))
        {
            return end;
        }

        var last = ValueToken.WordEnd(text, end + 1);
        return Endings.Contains(text[(end + 1)..last]) ? end : last;
    }

    /// <summary>An initial or "Jr" at the end, with a name before it.</summary>
    private static bool IsShort(ReadOnlySpan<char> name)
    {
        var last = name.LastIndexOfAny(" .-") + 1;
        return last > 1
            && (
                (name.Length - last == 1 && (char.IsUpper(name[last]) || (char.IsLower(name[0]) && name[last - 1] == ' ')))
                || (name[last - 1] == ' ' && Juniors.Contains(name[last..]))
            );
    }

    /// <summary>The end of " Jr" with its dot behind a name.</summary>
    private static int Junior(ReadOnlySpan<char> text, int end)
    {
        var from = end + (end < text.Length && text[end] == ',' ? 2 : 1);
        if (from >= text.Length || text[from - 1] != ' ' || !char.IsUpper(text[from]))
        {
            return end;
        }

        var last = ValueToken.WordEnd(text, from);
        return last < text.Length && text[last] == '.' && Juniors.Contains(text[from..last]) ? last + 1 : end;
    }

    /// <summary>"Cor" of "Cor van der Lugt": two particles at least, since one may be the sentence's ("Anna von Adler").</summary>
    private static int Family(ReadOnlySpan<char> text, int start, int end)
    {
        var at = end;
        var particles = 0;
        while (particles < MostParticles && at < text.Length && text[at] == ' ')
        {
            var last = ValueToken.WordEnd(text, at + 1);
            if (last - at - 1 is < 2 or > LongestParticle || !char.IsLower(text[at + 1]) || !Particles.Contains(text[(at + 1)..last]))
            {
                break;
            }

            at = last;
            particles++;
        }

        if (particles < 2 || at + 1 >= text.Length || !char.IsUpper(text[start]))
        {
            return end;
        }

        var family = ValueToken.WordEnd(text, at + 1);
        var word = text[(at + 1)..family];
        return word.Length > 2 && char.IsUpper(word[0]) && !DeskName.IsOne(word) && !IsNoun(word) ? family : end;
    }

    /// <summary>"Ionel von der Spedition": where somebody works.</summary>
    private static bool IsNoun(ReadOnlySpan<char> word) =>
        (NameWords.Of(word) & WordFacts.Proper) != 0 || (NameWords.Cues(word) & WordFacts.Organization) != 0;

    private static int Father(ReadOnlySpan<char> text, int end)
    {
        if (end + 3 >= text.Length || text[end] != ' ' || (text[end + 1] | 0x20) is not ('s' or 'd' or 'a' or 'b'))
        {
            return end;
        }

        foreach (var father in Fathers)
        {
            if (!text[end..].StartsWith(father))
            {
                continue;
            }

            var at = end + father.Length;
            var last = ValueToken.WordEnd(text, at);
            if (!IsFamily(text[at..last]))
            {
                return end;
            }

            var next = last + 1 < text.Length && text[last] == ' ' ? ValueToken.WordEnd(text, last + 1) : last;
            return next > last + 1 && IsListed(text[(last + 1)..next]) ? next : last;
        }

        return end;
    }

    /// <summary>A word with a capital that is no word of a language and no brand, or a listed family name.</summary>
    private static bool IsFamily(ReadOnlySpan<char> word) =>
        word.Length > 1
        && char.IsUpper(word[0])
        && NameWords.Of(word) is var facts
        && ((facts & WordFacts.Surname) != 0 || (facts & (WordFacts.Word | WordFacts.Proper)) == 0);

    private static bool IsListed(ReadOnlySpan<char> word) =>
        NameWords.Of(word) is var facts && (facts & WordFacts.AnyName) != 0 && (facts & WordFacts.Word) == 0;
}
