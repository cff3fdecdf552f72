using System.Diagnostics;
using System.Globalization;
using Raum.Redaction;

namespace Raum.Benchmarks;

/// <summary>Runs the engine over texts and says how fast each part of it was.</summary>
internal static class Measure
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1.5);

    /// <summary>The time from nothing to the first masked text, lists and compilation included.</summary>
    public static string Load()
    {
        var watch = Stopwatch.StartNew();
        NameWords.Of("jane");
        var lists = watch.Elapsed;
        Mask("Hi Jane, call me at +44 7700 900412. Regards, Priya Raghunathan");
        return Line($"lists loaded in {lists.TotalMilliseconds:F0} ms, first text masked after {watch.Elapsed.TotalMilliseconds:F0} ms");
    }

    public static IEnumerable<string> Corpus(Corpus corpus)
    {
        yield return Line($"{corpus.Name}: {corpus.Texts.Count} texts, {corpus.Megabytes:F2} MB");
        yield return Rate("everything", corpus, corpus.Texts, text => Mask(text));
        yield return Rate("session alone", corpus, corpus.Texts, _ => GC.KeepAlive(new RedactionSession(RedactionOptions.Default, [])));
        yield return Rate("normalize", corpus, corpus.Texts, text => NormalizedText.Of(text));
        var views = corpus.Texts.Select(NormalizedText.Of).ToList();
        var findings = new List<Finding>();
        foreach (var (name, detector) in DetectorSet.Stages)
        {
            yield return Rate(
                name,
                corpus,
                views,
                view =>
                {
                    findings.Clear();
                    detector.Detect(view.Text, view.Units, findings);
                }
            );
        }

        var all = new DetectorSet(RedactionOptions.Default, new KnownPeople([], new Vault()), NameModel.Shipped, NameModel.Addresses);
        yield return Rate("words", corpus, views, view => WordReader.Plain(view.Text).Dispose());
        yield return Rate(
            "words for names",
            corpus,
            views,
            view =>
            {
                using var plain = WordReader.Plain(view.Text);
                all.WordsForNames(view.Text, plain).Dispose();
            }
        );
        yield return Rate(
            "one pass",
            corpus,
            corpus.Texts,
            text =>
            {
                using var reading = TextReading.Of(text);
                all.Find(reading);
            }
        );
        var patterns = RedactionOptions.Default with { FindUnannouncedNames = false };
        yield return Rate("patterns alone", corpus, corpus.Texts, text => new RedactionSession(patterns, []).Mask(text));
        yield return Latency(corpus.Texts);
    }

    /// <summary>Everything, on one core, the median of rounds over as much text as the others need.</summary>
    public static double MegabytesASecond(Corpus corpus)
    {
        var watch = Stopwatch.StartNew();
        Round(corpus.Texts, text => Mask(text));
        while (watch.Elapsed < Enough)
        {
            Round(corpus.Texts, text => Mask(text));
        }

        var times = new List<double>();
        for (watch.Restart(); watch.Elapsed < Enough || times.Count < 3; )
        {
            times.Add(Time(() => Round(corpus.Texts, text => Mask(text))).TotalSeconds);
        }

        times.Sort();
        return corpus.Megabytes / times[times.Count / 2];
    }

    public static IEnumerable<string> Sizes()
    {
        foreach (var length in (int[])[2_000, 60_000])
        {
            string[] texts = [.. Enumerable.Range(0, 400_000 / length + 20).Select(i => SampleTickets.Ticket(i, length))];
            yield return Line($"{length / 1000} KB {Latency(texts)}");
        }
    }

    /// <summary>100 KB of what may make an engine slow.</summary>
    public static IEnumerable<string> Hostile()
    {
        string[] patterns =
        [
            "1 ",
            "a@b.",
            "[REDACTED_",
            "Jane ",
            "4111 1111 1111 1111 ",
            "12 A St ",
            "Via A 1 ",
            "RED ",
            "DE89 ",
            "1.1.1.1.",
            "::",
            "a",
            "A",
            "A ",
            "Calle ",
            "&amp;",
            "12 A",
            "name is ",
            "\u200B",
            "@",
            "x at y dot ",
            "-----BEGIN ",
            "van der ",
            "Jane Doe ",
            "eyJ",
            "1-",
            "linkedin.com/in/",
            "\"dob\":\"1990-01-02\",",
            "dob=",
            "name=\"",
            "<city>",
            "street: 1 A 2 ",
            "%40",
        ];
        foreach (var pattern in patterns)
        {
            var text = string.Concat(Enumerable.Repeat(pattern, 100_000 / pattern.Length));
            Mask(text);
            var best = Enumerable.Range(0, 3).Min(_ => Time(() => Mask(text)));
            yield return Line($"100 KB of {pattern, -22} {best.TotalMilliseconds, 8:F1} ms");
        }
    }

    private static MaskedText Mask(string text) => new RedactionSession(RedactionOptions.Default, []).Mask(text);

    private static TimeSpan Time(Action action)
    {
        // Processor time: other programs on the machine do not count.
        var before = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - before;
    }

    private static string Rate<T>(string name, Corpus corpus, IReadOnlyList<T> inputs, Action<T> work)
    {
        Round(inputs, work);
        var watch = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var rounds = 0;
        var best = TimeSpan.MaxValue;
        while (watch.Elapsed < Enough || rounds < 3)
        {
            var round = Time(() => Round(inputs, work));
            best = round < best ? round : best;
            rounds++;
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        return Line(
            $"  {name, -22} {corpus.Megabytes / best.TotalSeconds, 9:F1} MB/s {allocated / corpus.Megabytes / 1e6, 8:F2} bytes allocated a byte"
        );
    }

    private static void Round<T>(IReadOnlyList<T> inputs, Action<T> work)
    {
        foreach (var input in inputs)
        {
            work(input);
        }
    }

    private static string Latency(IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            Mask(text);
        }

        var times = new List<double>();
        for (var round = 0; round < 3; round++)
        {
            times.AddRange(texts.Select(text => Time(() => Mask(text)).TotalMilliseconds));
        }

        times.Sort();
        return Line($"  a text: p50 {times[times.Count / 2]:F3} ms, p99 {times[times.Count * 99 / 100]:F3} ms");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
