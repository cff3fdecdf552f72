using Raum.Benchmarks;

// Measures masking: `Raum.Benchmarks [file.jsonl …]`. Without files it measures made tickets. Time depends on the machine; allocation does not.
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
