using System.Diagnostics;
using Raum.Benchmarks;
using Raum.Redaction;

// Measures masking: `Raum.Benchmarks [file.jsonl …]`. Without files it measures made tickets. Time depends on the machine; allocation does not.
// `--loop SECONDS` only masks, for a profiler.
if (args is ["--loop", var seconds, ..])
{
    var texts = (args.Length > 2 ? Corpus.Read(args[2..]) : Corpus.Sample).Texts;
    for (
        var watch = Stopwatch.StartNew();
        watch.Elapsed.TotalSeconds < double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture);

    )
    {
        foreach (var text in texts)
        {
            new RedactionSession(RedactionOptions.Default, []).Mask(text);
        }
    }

    return;
}

// For bench/masking-peers.mjs: the made tickets, and how fast Raum masks them or the texts of some files.
if (args is ["--texts"])
{
    foreach (var text in Corpus.Sample.Texts)
    {
        Console.WriteLine(new System.Text.Json.Nodes.JsonObject { ["text"] = text }.ToJsonString());
    }

    return;
}

if (args is ["--rate", ..])
{
    var corpus = args.Length > 1 ? Corpus.Read(args[1..]) : Corpus.Sample;
    Console.WriteLine(Measure.MegabytesASecond(corpus).ToString("F2", System.Globalization.CultureInfo.InvariantCulture));
    return;
}

Console.WriteLine(Measure.Load());
var corpora = args.Length == 0 ? [Corpus.Sample] : new[] { Corpus.Read(args) };
foreach (var corpus in corpora)
{
    Console.WriteLine();
    foreach (var line in Measure.Corpus(corpus))
    {
        Console.WriteLine(line);
    }
}

Console.WriteLine();
foreach (var line in Measure.Sizes().Concat(Measure.Hostile()))
{
    Console.WriteLine(line);
}
