namespace Raum.Redaction;

/// <summary>The forms under which a known person may be named in a text.</summary>
/// <param name="Display">The name as the profile has it, white space tidied.</param>
/// <param name="Full">Its words, folded.</param>
/// <param name="Always">Forms of two words or more: they are the person wherever they stand.</param>
/// <param name="Parts">Single words of the name; common words only by context.</param>
/// <param name="Glued">Given and family names of several words without what stands between: "vandermeulen".</param>
internal sealed record NameForms(
    string Display,
    string[] Full,
    IReadOnlyList<(string[] Words, string Reason)> Always,
    IReadOnlyList<NamePart> Parts,
    IReadOnlyList<string> Glued
)
{
    private const int MaximumLength = 200;
    private const int MaximumWords = 8;
    private const int MaximumInitials = 4;
    private const int ShortestPetName = 3;

    /// <summary>The reason of a single word of a name.</summary>
    public const string Part = "name-part";

    /// <summary>The reason of "JL" for Jean-Luc.</summary>
    public const string Initials = "initials";

    /// <summary>The reason of "Inma" for Inmaculada.</summary>
    public const string PetName = "short-form";

    private static readonly HashSet<string> Titles =
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "dr",
        "prof",
        "sir",
        "dame",
        "herr",
        "frau",
        "fr",
        "hr",
        "mme",
        "mlle",
        "madame",
        "monsieur",
        "sr",
        "sra",
        "srta",
        "senor",
        "senora",
        "dom",
        "dona",
        "don",
        "dra",
        "sig",
        "signor",
        "signora",
        "mevrouw",
        "meneer",
        "mevr",
        "dhr",
        "drs",
        "ing",
        "dipl",
        "mag",
        "phd",
        "md",
        "jr",
    ];

    /// <summary>Null when there is nothing to look for: no letters, or a text that no name is as long as.</summary>
    /// <param name="answers">True for an agent, who may be a desk.</param>
    public static NameForms? Of(string? name, bool answers = false)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Contains('@', StringComparison.Ordinal))
        {
            return null;
        }

        var display = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (display.Length > MaximumLength)
        {
            return null;
        }

        // "Doe, Jane" is Jane Doe; "Jane Doe (Acme)" and "Jane Doe | Acme" are Jane Doe.
        var cut = display.IndexOfAny(['(', '|', '<', '[', '/']);
        var plain = cut > 0 ? display[..cut].Trim() : display;
        var comma = plain.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0)
        {
            plain = $"{plain[(comma + 1)..].Trim()} {plain[..comma].Trim()}";
        }

        plain = answers ? DeskName.Without(plain) : plain;
        var groups = Groups(plain);
        if (groups.Count == 0)
        {
            return null;
        }

        var full = groups.SelectMany(words => words).ToArray();
        if (DeskName.Is(full, answers))
        {
            return null;
        }

        var always = Fulls(groups, full).ToList();
        var parts = PartsOf(groups).ToList();
        foreach (var (spelling, reason) in NameSpelling.Variants(plain))
        {
            var other = Groups(spelling);
            always.AddRange(Fulls(other, [.. other.SelectMany(words => words)]).Select(form => (form.Words, reason ?? form.Reason)));
            parts.AddRange(PartsOf(other).Select(part => part with { Reason = reason ?? part.Reason }));
        }

        parts.AddRange(ShortForms(groups));
        return new NameForms(plain, full, always, parts, [.. GluedOf(groups)]);
    }

    /// <summary>What people sign with and are called by those who know them: "JL", "Inma". Only where somebody is spoken to or signs.</summary>
    private static IEnumerable<NamePart> ShortForms(List<string[]> groups)
    {
        var initials = string.Concat(
            groups.Where(group => !CommonWords.IsParticle(group[0])).SelectMany(group => group).Select(word => word[0])
        );
        for (var length = 2; length <= Math.Min(initials.Length, MaximumInitials); length++)
        {
            yield return new NamePart([initials[..length]], LexiconRule.ByContext, NameRole.None, Initials);
        }

        if (groups.Count > 2 && groups[0][0][0] is var given && groups[^1][^1][0] is var family)
        {
            yield return new NamePart([$"{given}{family}"], LexiconRule.ByContext, NameRole.None, Initials);
        }

        var name = groups[0][0];
        for (var length = ShortestPetName; length < name.Length && groups.Count > 1; length++)
        {
            var shorter = name[..length];
            if (
                !CommonWords.Contains(shorter)
                && !CommonWords.IsParticle(shorter)
                && (NameWords.Of(shorter) & (WordFacts.Given | WordFacts.Word)) != WordFacts.Word
            )
            {
                yield return new NamePart([shorter], LexiconRule.ByContext, NameRole.None, PetName);
            }
        }
    }

    private static IEnumerable<string> GluedOf(List<string[]> groups)
    {
        var family = FamilyStart(groups);
        string[][] names =
        [
            groups[0],
            [.. groups.Take(family).SelectMany(words => words)],
            [.. groups.Skip(family).SelectMany(words => words)],
            groups[^1],
            groups.Count > 2 ? [.. groups[^2], .. groups[^1]] : [],
        ];
        return names.Where(words => words.Length > 1).Select(words => string.Concat(words)).Distinct();
    }

    private static List<string[]> Groups(string name) =>
        [
            .. name.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => Lexicon.WordsOf(word))
                .Where(words => words.Length > 0 && !(words.Length == 1 && Titles.Contains(words[0])))
                .Take(MaximumWords),
        ];

    private static IEnumerable<(string[] Words, string Reason)> Fulls(List<string[]> groups, string[] full)
    {
        var first = groups[0];
        var last = groups[^1];
        if (full.Length > 1)
        {
            yield return (full, "full-name");
        }

        if (groups.Count < 2)
        {
            yield break;
        }

        var family = groups.Skip(FamilyStart(groups)).SelectMany(words => words).ToArray();
        var given = first;
        yield return ([.. given, .. family], "full-name");
        yield return ([.. family, .. given], Lexicon.Swapped);
        yield return ([given[0][..1], .. family], Lexicon.Initial);
        yield return ([.. family, given[0][..1]], Lexicon.Swapped);
        yield return ([.. last, .. groups.Take(groups.Count - 1).SelectMany(words => words)], Lexicon.Swapped);
        yield return ([.. given, last[0][..1]], Lexicon.Initial);
        if (last.Length > 1)
        {
            yield return ([.. given, last[0]], "full-name");
            yield return ([.. given, last[^1]], "full-name");
        }

        if (groups.Count > 2)
        {
            yield return ([.. given, .. last], "full-name");
            if (!CommonWords.IsParticle(groups[1][0]))
            {
                // Not "Pim de" of Pim de Groot.
                yield return ([.. given, .. groups[1]], "full-name");
            }

            yield return ([given[0][..1], groups[1][0][..1], .. last], Lexicon.Initial);
            yield return ([.. given, groups[1][0][..1], .. last], Lexicon.Initial);
        }
    }

    private static IEnumerable<NamePart> PartsOf(List<string[]> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            var group = groups[i];
            var role =
                (i == 0 || i < groups.Count - 1 ? NameRole.Given : NameRole.None)
                | (i > 0 || groups.Count == 1 ? NameRole.Family : NameRole.None);
            if (group.Length > 1)
            {
                yield return new NamePart(group, LexiconRule.Always, role);
            }

            foreach (var word in group)
            {
                if (CommonWords.IsParticle(word) || (word.Length < 2 && !char.IsLetter(word[0])))
                {
                    continue;
                }

                // "mei", "abril", "doe": words of some language, so in lower case only the context tells.
                var rule =
                    (word.Length < 3 && word[0] < 0x2E80) || CommonWords.Contains(word) ? LexiconRule.ByContext
                    : (NameWords.Of(word) & (WordFacts.Word | WordFacts.Proper)) != 0 ? LexiconRule.Unless
                    // The dictionaries take one foreign word in thirty for one of theirs, so they do not show a name that has its capital.
                    : DictionaryWords.Of(Lexicon.Hash(word)) != 0 ? LexiconRule.UnlessLower
                    : LexiconRule.Always;
                if (word.Length == 1 && word[0] < 0x2E80)
                {
                    continue;
                }

                yield return new NamePart([word], rule, role);
            }
        }
    }

    /// <summary>Where the family name begins: at a particle ("van der Berg"), otherwise the last word.</summary>
    private static int FamilyStart(List<string[]> groups)
    {
        for (var i = 1; i < groups.Count - 1; i++)
        {
            if (CommonWords.IsParticle(groups[i][0]))
            {
                return i;
            }
        }

        return groups.Count - 1;
    }
}

/// <summary>Which part of a name a word is; in the middle it may be both.</summary>
[Flags]
internal enum NameRole
{
    None = 0,
    Given = 1,
    Family = 2,
}

/// <param name="Words">Folded.</param>
internal sealed record NamePart(string[] Words, LexiconRule Rule, NameRole Role, string Reason = NameForms.Part)
{
    public string Key => string.Join(' ', Words);
}
