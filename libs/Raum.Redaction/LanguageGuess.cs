namespace Raum.Redaction;

/// <summary>Which language a text is probably in, for the policy of PII-10: from stop words, letters and script.</summary>
/// <param name="Code">ISO 639-1 code, or null where the text is too short or too mixed to say.</param>
/// <param name="Confidence">From 0 to 1; 0 when nothing was recognized.</param>
public readonly record struct LanguageGuess(string? Code, double Confidence)
{
    private const int Sample = 4_000;
    private const int FewestHits = 3;

    /// <summary>The languages with measured masking quality.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["en", "fr", "de", "es", "pt", "it", "nl"];

    /// <summary>True for a language with measured quality. An unknown language is not one: the caller decides what short texts mean.</summary>
    public bool IsSupported => Code is not null && Supported.Contains(Code);

    // Words that are frequent in one of these languages and rare in the others; also of neighbours that are not supported, so that they are not taken for one that is.
    private static readonly (string Code, string Words)[] Lists =
    [
        (
            "en",
            "the and is are was you your have has had with this that for not it of to my been would could please thanks can will from what when there they but"
        ),
        (
            "fr",
            "le les des est vous je nous une pour pas que qui dans avec sur mon votre bonjour merci mais j ai suis cette ce au aux du ma ne plus et il elle c"
        ),
        (
            "de",
            "der die das und ist nicht ich sie mit ein eine auf für von zu den dem wir haben habe mir mich bitte auch noch aber wie kann wurde bei sich ihr nach"
        ),
        (
            "es",
            "el los las que una por con para es mi no del al lo como pero su gracias hola estoy tengo muy ya cuando hay y este esta fue ser un usted se"
        ),
        (
            "pt",
            "o os as que uma não com para é meu minha do da dos no na em por mas obrigado obrigada olá está estou você foi um ao pelo isso já tenho muito seu"
        ),
        (
            "it",
            "il gli che una non per con è mio di del della sono ho ma grazie buongiorno questo questa nel come ancora più anche mi si ha alla stato vorrei dal"
        ),
        (
            "nl",
            "de het een en niet ik van is dat met voor op zijn heb mijn te maar ook nog bij naar jullie wij kan wordt deze dit bedankt geen hebben aan u"
        ),
        ("pl", "nie jest się na że to do jak mam proszę dziękuję ale czy od przez jestem moje mój"),
        ("cs", "je se na že to jsem ale jak prosím děkuji není od pro mám který jsou"),
        ("sv", "och att det är inte jag en på för med som har ett av till den mig tack hej kan ni från"),
        ("da", "og at det er ikke jeg en på for med som har et af til den mig tak hej kan fra blev"),
        ("nb", "og at det er ikke jeg en på for med som har et av til den meg takk hei kan fra ble"),
        ("fi", "ja on ei se että en olen mutta kun myös kiitos hei minun ole voi"),
        ("hu", "és nem hogy egy az van ez meg de köszönöm kérem már csak volt"),
        ("ro", "și nu este pe în că la cu pentru am mai sunt un o din mulțumesc bună"),
        ("tr", "ve bir bu için değil ama çok ben var da de teşekkür merhaba ile olarak"),
        ("id", "dan yang di ini itu tidak saya untuk dengan dari ada sudah terima kasih"),
        ("ca", "els les amb per una que és no meu gràcies hola més però també aquest aquesta"),
    ];

    private static readonly Dictionary<string, List<int>> Index = BuildIndex();

    /// <summary>Guesses from the first 4,000 UTF-16 units. Fewer than three known words, or two languages close together, give no code.</summary>
    public static LanguageGuess Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sample = text.AsSpan(0, Math.Min(text.Length, Sample));
        if (ByScript(sample) is { } script)
        {
            return script;
        }

        var scores = new double[Lists.Length];
        var hits = 0;
        foreach (var range in sample.SplitAny(" \t\r\n.,;:!?()[]{}\"'’“”«»/\\<>|*_=+#@0123456789\u00A0"))
        {
            var word = sample[range];
            if (word.Length is 0 or > 12 || !Index.TryGetValue(word.ToString().ToLowerInvariant(), out var languages))
            {
                continue;
            }

            hits++;
            foreach (var language in languages)
            {
                // A word of many languages says little.
                scores[language] += 1.0 / languages.Count;
            }
        }

        return hits < FewestHits ? default : Best(scores);
    }

    private static LanguageGuess Best(double[] scores)
    {
        var best = Array.IndexOf(scores, scores.Max());
        var second = scores.Where((_, i) => i != best).Max();
        var confidence = scores[best] / scores.Sum();
        return scores[best] < 1.5 || scores[best] < second * 1.25
            ? new LanguageGuess(null, confidence)
            : new LanguageGuess(Lists[best].Code, Math.Min(1, confidence));
    }

    private static LanguageGuess? ByScript(ReadOnlySpan<char> text)
    {
        int latin = 0,
            cyrillic = 0,
            greek = 0,
            arabic = 0,
            hebrew = 0,
            han = 0,
            kana = 0,
            hangul = 0,
            other = 0;
        foreach (var c in text)
        {
            if (!char.IsLetter(c))
            {
                continue;
            }

            _ = c switch
            {
                < '\u0370' or (>= '\u1E00' and <= '\u1EFF') => latin++,
                < '\u0400' => greek++,
                < '\u0530' => cyrillic++,
                >= '\u0590' and <= '\u05FF' => hebrew++,
                >= '\u0600' and <= '\u06FF' => arabic++,
                >= '\u3040' and <= '\u30FF' => kana++,
                >= '\u4E00' and <= '\u9FFF' => han++,
                >= '\uAC00' and <= '\uD7AF' => hangul++,
                _ => other++,
            };
        }

        var foreign = cyrillic + greek + arabic + hebrew + han + kana + hangul + other;
        if (foreign <= latin)
        {
            return null;
        }

        var code =
            kana > 0 && kana + han > foreign / 2 ? "ja"
            : han > foreign / 2 ? "zh"
            : hangul > foreign / 2 ? "ko"
            : cyrillic > foreign / 2 ? "ru"
            : greek > foreign / 2 ? "el"
            : arabic > foreign / 2 ? "ar"
            : hebrew > foreign / 2 ? "he"
            : null;
        return new LanguageGuess(code, (double)foreign / (foreign + latin));
    }

    private static Dictionary<string, List<int>> BuildIndex()
    {
        var index = new Dictionary<string, List<int>>();
        for (var i = 0; i < Lists.Length; i++)
        {
            foreach (var word in Lists[i].Words.Split(' ').Distinct())
            {
                if (!index.TryGetValue(word, out var languages))
                {
                    index[word] = languages = [];
                }

                languages.Add(i);
            }
        }

        return index;
    }
}
