using System.Buffers;

namespace Raum.Redaction;

/// <summary>Names that nothing announces, by the context model (PII-3): the rules propose, the model decides.</summary>
/// <remarks>Linear in the text: each word is scored once, over a bounded number of features.</remarks>
internal static class NameTagger
{
    public const string Detector = "name-model";

    /// <summary>What the model needs to have for a name beyond what is likeliest: a leak is worse than a name too many.</summary>
    private const float Lean = 0.7f;

    /// <summary>The same where the ticket names nobody: then nothing else finds its people.</summary>
    private const float LeanAmongStrangers = 0.6f;

    /// <summary>The same in German, where every noun has a capital and the model is less sure of names.</summary>
    private const float GermanLeanAmongStrangers = 1.73f;

    /// <summary>The same for a single line, which says little about its people.</summary>
    private const float LeanOfOneLine = 0.78f;

    /// <summary>What is added to these for <see cref="UnknownPair"/>. On sets that the models have not seen it masks nothing more that is no name.</summary>
    private const float PairLean = 1;

    /// <summary>A listed brand or place of several words is a person only where the model is as sure as this: "Leroy Merlin".</summary>
    private const float SureBrand = 0.97f;

    /// <summary>Adds the model's names to the findings, and takes away rules' finds that it holds for wrong.</summary>
    /// <param name="known">Where people of the ticket may be named; where no person is meant, the hit is taken away.</param>
    /// <param name="amongStrangers">True when the ticket names no people.</param>
    public static void Detect(
        TextReading reading,
        WordList? marked,
        List<Finding> values,
        List<Finding> rules,
        List<LexiconHit> known,
        bool amongStrangers,
        NameModel model,
        List<Finding> findings
    )
    {
        ReadOnlySpan<char> text = reading.View.Text;
        var prepared = NameEvidence.Mark(text, reading.Words, marked, values, rules, known);
        var words = prepared.Span;
        var count = words.Length;
        var named = ArrayPool<float>.Shared.Rent(count + 1);
        var tags = ArrayPool<byte>.Shared.Rent(count + 1);
        var inGerman = count > 0 && words[0].InGerman;
        var lean =
            !amongStrangers ? Lean
            : inGerman ? GermanLeanAmongStrangers
            : text.Contains('\n') ? LeanAmongStrangers
            : LeanOfOneLine;
        var scored = new ScoredWords(prepared, lean);
        reading.Names = scored;
        ChainTagger.Tag(
            text,
            words,
            model,
            lean,
            PairLean,
            reading.EarlierNames(lean),
            scored.Scores,
            tags.AsSpan(0, count),
            named.AsSpan(0, count)
        );
        var own = findings.Count;
        Collect(text, words, tags.AsSpan(0, count), named.AsSpan(0, count), findings);
        NameRules.Add(text, words, named.AsSpan(0, count), rules, findings, own);
        CalledLikePeople.Leave(text, words, findings, own);
        KnownWords.Leave(text, words, named.AsSpan(0, count), known);
        ArrayPool<float>.Shared.Return(named);
        ArrayPool<byte>.Shared.Return(tags);
    }

    private static void Collect(
        ReadOnlySpan<char> text,
        ReadOnlySpan<Word> words,
        ReadOnlySpan<byte> tags,
        ReadOnlySpan<float> named,
        List<Finding> findings
    )
    {
        var own = findings.Count;
        for (var i = 0; i < tags.Length; i++)
        {
            if (
                tags[i] == ChainTagger.Outside
                || (tags[i] == ChainTagger.Further && !IsAnother(words[i]))
                || NameEdges.IsNoName(text, words[i])
                || Abbreviations.IsIn(text, words[i])
            )
            {
                continue;
            }

            var last = i;
            var sure = named[i];
            while (
                last + 1 < tags.Length
                && tags[last + 1] == ChainTagger.Further
                && !EndsSentence(words, last + 1)
                && CanBeInside(words, last + 1)
                && !(words[last + 1].Start > words[last].End && text[words[last].End] == '\t')
                && !NameEdges.IsNoName(text, words[last + 1])
                && !Abbreviations.IsIn(text, words[last + 1])
            )
            {
                sure = Math.Max(sure, named[++last]);
            }

            last = NameEdges.WithHyphens(words, last);
            var next = last;

            var first = NameEdges.Trim(text, words, i, ref last);
            if (
                first <= last
                && !NoName.IsNone(text, words, first, last)
                && !IsWordHere(text, words, first, last, sure)
                && !IsUnsureBrand(text, words, first, last, sure)
                && !NamedThings.Are(text, words, first, last)
                && !(words[first].Known == 0 && ThingKey.IsBefore(text, words[first].Start))
                && !NoPerson.Is(text, words, first, last)
                && !(
                    first == last
                    && (NameLabels.IsNoun(words[first]) || NameLabels.IsUnsureLower(words[first], sure))
                    && !NameContext.SaysKnown(text, words[first].Start, words[first].End)
                )
            )
            {
                first = NameEdges.WithParticles(
                    words,
                    NameEdges.WithGiven(words, first, last, findings.Count > own ? findings[^1].End : 0)
                );
                if (findings.Count > own && IsSwapped(text, findings[^1], words[first].Start, words[last].End))
                {
                    findings[^1] = findings[^1] with { End = words[last].End };
                    i = next;
                    continue;
                }

                findings.Add(
                    new Finding(
                        words[first].Start,
                        words[last].End,
                        PiiType.Name,
                        Detector,
                        Math.Round(Math.Clamp(sure, 0.5, 0.99), 2),
                        "context"
                    )
                );
            }

            i = next;
        }
    }

    /// <summary>"Townsend, George" in quotes, as mail programs write it.</summary>
    private static bool IsSwapped(ReadOnlySpan<char> text, Finding family, int start, int end) =>
        family.End + 2 == start
        && text[family.End] == ','
        && text[start - 1] == ' '
        && family.Start > 0
        && text[family.Start - 1] == '"'
        && end < text.Length
        && text[end] == '"';

    /// <summary>A dot that is no abbreviation's: "Herr Lang. S. Klein" are two people.</summary>
    private static bool EndsSentence(ReadOnlySpan<Word> words, int at) =>
        words[at] is { Shape: WordShape.Sign, Key: '.' } && words[at - 1].End - words[at - 1].Start > 2;

    /// <summary>Behind such a dot only a word that the lists know as a name is one.</summary>
    private static bool IsAnother(in Word word) =>
        word.IsWord && (word.Shape == WordShape.Initial || ((word.Facts & WordFacts.AnyName) != 0 && (word.Facts & WordFacts.Word) == 0));

    /// <summary>Signs inside a name; a hyphen or slash only where it touches: "Ravi - Oyvind" are two.</summary>
    private static bool CanBeInside(ReadOnlySpan<Word> words, int at) =>
        words[at].IsWord
        || (
            words[at].Shape == WordShape.Sign
            && !(words[at].Key is '-' or '/' && words[at].Start > words[at - 1].End)
            && !(words[at].Key == ',' && at + 1 < words.Length && words[at + 1].Shape == WordShape.Lower)
            && words[at].Key is '.' or '-' or '\'' or '’' or '/' or ',' or '"' or '(' or ')' or '“' or '”' or '„' or '`'
        );

    /// <summary>A person of the ticket whose name is a word, where it is one: "tie the hank", or where a sentence begins with it, "Mark this as read."</summary>
    private static bool IsWordHere(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last, float sure) =>
        first == last
        && words[first].Known != 0
        && (
            KnownWords.IsThing(text, words[first].Start)
            || (
                words[first].Known == NameEvidence.KnownWord
                && (words[first].Marks & WordMarks.SentenceStart) != 0
                && sure < 0.97f
                && !NameContext.SaysKnown(text, words[first].Start, words[first].End)
            )
        );

    /// <summary>"Jean Louis David", "Foncia": a brand of the long list, where no person of the ticket is called so and the lists know no such given or family name.</summary>
    private static bool IsListedBrand(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last)
    {
        return Brands.Covering(text, words, first, last) is var count
            && (count > 1 || (count == 1 && (words[first].Facts & (WordFacts.Given | WordFacts.Surname)) == 0));
    }

    /// <summary>A brand or place that nothing introduces as a person, or that the model is not sure of.</summary>
    public static bool IsUnsureBrand(ReadOnlySpan<char> text, ReadOnlySpan<Word> words, int first, int last, float sure) =>
        (sure < SureBrand || last > first)
        && !IsIntroduced(words[first])
        && (NameEdges.IsBrand(words, first, last) || IsListedBrand(text, words, first, last))
        && !NameContext.SaysPerson(text, words[first].Start, words[last].End);

    /// <summary>A title, a greeting or an announcement stands before it, or it signs.</summary>
    private static bool IsIntroduced(in Word word) => word.Rule is >= 1 and <= NameEvidence.LastIntroduction;
}
