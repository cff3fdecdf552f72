namespace Raum.Redaction;

/// <summary>The ticket's own people as an exact dictionary (PII-2): names in every form, addresses, numbers.</summary>
internal sealed class KnownPeople(IReadOnlyList<KnownPerson> people, Vault vault)
{
    private const string Name = "known-people";
    private static readonly System.Buffers.SearchValues<char> Blanks = System.Buffers.SearchValues.Create(" \t\n\r,-/");
    private readonly KnownForms _forms = new(people, vault);
    private readonly Dictionary<string, Identity> _others = [];

    /// <summary>The words of these people's names, folded; no small words and no initials.</summary>
    public IReadOnlyList<string> NameParts => _forms.NameParts;

    /// <inheritdoc cref="KnownForms.GluedNames"/>
    public HashSet<string> GluedNames => _forms.GluedNames;

    /// <summary>True when nobody of the ticket has a name or address.</summary>
    public bool AreNone => _forms.Words.IsEmpty;

    /// <summary>Every place where a name or address of these people may stand, mistyped too, in the order of the text.</summary>
    public List<LexiconHit> Hits(ReadOnlySpan<char> text, UnitMap units)
    {
        var hits = HitsAsSpelled(text, units);
        var spelled = hits.Count;
        _forms.Typos.Find(text, units, hits);
        if (hits.Count > spelled)
        {
            InOrder(hits);
        }

        return hits;
    }

    private List<LexiconHit> HitsAsSpelled(ReadOnlySpan<char> text, UnitMap units)
    {
        var hits = new List<LexiconHit>();
        if (!_forms.Words.IsEmpty)
        {
            _forms.Words.Find(text, units, hits);
            LeaveBrands(text, hits);
            InOrder(hits);
        }

        return hits;
    }

    private static void InOrder(List<LexiconHit> hits) =>
        hits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));

    /// <summary>"Philips" is no genitive of Philip.</summary>
    private static void LeaveBrands(ReadOnlySpan<char> text, List<LexiconHit> hits)
    {
        var kept = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            var hit = hits[i];
            if (
                hit.Entry.Words is not [var word]
                || hit.End - hit.Start != word.Length + 1
                || (NameWords.Of(text[hit.Start..hit.End]) & WordFacts.Proper) == 0
            )
            {
                hits[kept++] = hit;
            }
        }

        hits.RemoveRange(kept, hits.Count - kept);
    }

    /// <summary>Without the model only a capital speaks for a person.</summary>
    public static void LeaveLowerCase(ReadOnlySpan<char> text, List<LexiconHit> hits)
    {
        var kept = 0;
        for (var i = 0; i < hits.Count; i++)
        {
            var hit = hits[i];
            if (!hit.IsInDoubt(text) || char.IsUpper(text[hit.Start]))
            {
                hits[kept++] = hit;
            }
        }

        hits.RemoveRange(kept, hits.Count - kept);
    }

    /// <summary>Decides which hits are these people, and adds them.</summary>
    public void Detect(ReadOnlySpan<char> text, UnitMap units, List<LexiconHit> hits, List<Finding> findings)
    {
        var behind = 0;
        foreach (var hit in hits)
        {
            if (hit.End <= behind || !NameSpelling.Fits(text[hit.Start..hit.End], hit.Entry.Reason))
            {
                continue;
            }

            if (hit.Start >= behind && BrandAround(text, hit) is var (_, brandEnd))
            {
                behind = brandEnd;
                continue;
            }

            if (hit.Start >= behind && OtherPerson.Around(text, hit) is var (start, end))
            {
                if (IsBrand(text, start, end, hit) || NameLabels.IsStreet(text[start..end]))
                {
                    behind = end;
                    continue;
                }

                findings.Add(Whole(text, hit.Entry.Identity, Math.Max(start, behind), end));
                behind = end;
            }
            else if (
                hit.IsShort
                    ? IsShortForm(text, hit)
                    : hit.Entry.Rule != LexiconRule.ByContext
                        || NameContext.SaysKnown(text, hit.Start, hit.End)
                        || InsideSentence.Is(text, hit.Start, hit.End, inGerman: false)
                        || KnownWords.IsGenitive(text, hit)
            )
            {
                Add(text, hit, behind, findings);
                behind = Math.Max(behind, hit.End);
            }
        }

        _forms.Numbers.Find(
            text,
            units,
            (start, end, identity) => findings.Add(new Finding(start, end, PiiType.Phone, Name, 1, "profile", identity))
        );
    }

    /// <summary>Adds a hit with the small words before a family name; two parts of one name with a space between are one find.</summary>
    private static void Add(ReadOnlySpan<char> text, LexiconHit hit, int behind, List<Finding> findings)
    {
        var identity = hit.Entry.Identity;
        if (IsUserName(text, hit))
        {
            findings.Add(new Finding(hit.Start, hit.End, PiiType.Username, Name, 1, "user-name"));
            return;
        }

        var start = (hit.Entry.Role & NameRole.Family) != 0 ? Math.Max(behind, NameParticles.Start(text, hit.Start, identity)) : hit.Start;
        if (
            identity is { Type: PiiType.Name, ProfileValue: not null }
            && findings is [.., { Known: { } before } last]
            && before == identity
            && last.End == start - 1
            && text[last.End] == ' '
        )
        {
            findings[^1] = last with { End = hit.End, Reason = "full-name" };
            return;
        }

        findings.Add(new Finding(start, hit.End, identity.Type, Name, 1, hit.Entry.Reason, identity));
    }

    /// <summary>"t.zielinski", "jane_doe": a name in lower case, glued together, is what somebody logs in with.</summary>
    private static bool IsUserName(ReadOnlySpan<char> text, LexiconHit hit)
    {
        var written = text[hit.Start..hit.End];
        return hit.Entry is { Identity.Type: PiiType.Name, Words.Length: > 1 }
            && written.ContainsAny('.', '_')
            && !written.ContainsAny(Blanks)
            && char.IsLower(written[0])
            && char.IsLower(written[^1])
            && (hit.End == text.Length || text[hit.End] is not ('@' or '.' or '-'));
    }

    /// <summary>The same without names that only the words around them make a person, and without mistyped ones: for the leak check (PII-9).</summary>
    public void DetectSure(ReadOnlySpan<char> text, UnitMap units, List<Finding> findings)
    {
        var hits = HitsAsSpelled(text, units);
        var behind = 0;
        foreach (var hit in hits)
        {
            if (hit.End <= behind)
            {
                continue;
            }

            if (BrandAround(text, hit) is var (_, brandEnd))
            {
                behind = brandEnd;
                continue;
            }

            if (
                OtherPerson.Around(text, hit) is var (start, end)
                && (IsBrand(text, start, end, hit) || NameLabels.IsStreet(text[start..end]))
            )
            {
                behind = end;
                continue;
            }

            var sure = hit.Entry.Rule != LexiconRule.ByContext && (!hit.IsInDoubt(text) || NameContext.SaysKnown(text, hit.Start, hit.End));
            if (sure && NameSpelling.Fits(text[hit.Start..hit.End], hit.Entry.Reason))
            {
                findings.Add(new Finding(hit.Start, hit.End, hit.Entry.Identity.Type, Name, 1, hit.Entry.Reason, hit.Entry.Identity));
            }
        }

        _forms.Numbers.Find(
            text,
            units,
            (start, end, identity) => findings.Add(new Finding(start, end, PiiType.Phone, Name, 1, "profile", identity))
        );
    }

    /// <summary>"Thanks, JL", "gracias inma!": initials stand in capitals; a short form is spoken to or signs.</summary>
    private static bool IsShortForm(ReadOnlySpan<char> text, LexiconHit hit) =>
        (hit.Entry.Reason != NameForms.Initials || !text[hit.Start..hit.End].ContainsAnyExceptInRange('A', 'Z'))
        && NameContext.IsSpokenTo(text, hit.Start, hit.End);

    /// <summary>"Magazine Luiza" with an agent Luiza; a name after a greeting, and a whole name of the ticket, is no brand.</summary>
    private static (int Start, int End)? BrandAround(ReadOnlySpan<char> text, LexiconHit hit) =>
        hit is { IsShort: false, Entry: { Identity.Type: PiiType.Name, Words.Length: 1 } }
        && char.IsUpper(text[hit.Start])
        && Brands.Enclosing(text, hit.Start, hit.End, hit.Entry.Identity) is var (start, end)
        // "Paul Smith called", of somebody whose wife writes.
        && !PersonVerbs.Follow(text, end)
            ? (start, end)
            : null;

    /// <summary>"Peter Kaiser", the brand, with Christiane Kaiser as the requester; not "Peter Kaiser hat angerufen".</summary>
    private static bool IsBrand(ReadOnlySpan<char> text, int start, int end, LexiconHit hit) =>
        hit.Entry.Words.Length == 1
        && (NameWords.Of(text[start..end]) & WordFacts.Proper) != 0
        && !PersonVerbs.Follow(text, end)
        && (NameWords.Cues(NameContext.SpanBefore(text, start, out _)) & WordFacts.Kin) == 0;

    /// <summary>A name around a known part: the known person with a further name, or somebody else.</summary>
    private Finding Whole(ReadOnlySpan<char> text, Identity identity, int start, int end)
    {
        var parts = Redaction.NameParts.Of(text[start..end]);
        if (identity.IsWithin(parts))
        {
            return new Finding(start, end, PiiType.Name, Name, 1, "full-name", identity);
        }

        var key = string.Join(' ', parts);
        if (!_others.TryGetValue(key, out var other))
        {
            _others[key] = other = new Identity(PiiType.Name);
        }

        return new Finding(start, end, PiiType.Name, Name, 1, "other-person", other);
    }
}
