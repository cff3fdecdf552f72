using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Raum.Masking.Redact;
using Raum.Redaction;

namespace Raum.Masking.Names;

/// <summary><c>train-names</c>: makes the name model's files from marked texts, or measures by leaving parts of them out.</summary>
internal static class TrainNamesCommand
{
    /// <summary>Sets under a ShareAlike licence: what is learned from them is a file of its own.</summary>
    private static readonly string[] ShareAlike = ["uner_"];

    private static readonly ModelForm Names = new(Bits: 19, Hidden: 0.25);
    private static readonly ModelForm Addresses = new(Bits: 17, Hidden: 0.15);

    private static readonly string[] FullSets = ["tickets_", "pres_", "meddocan_", "eds_", "own", "wnut17_train"];

    public static Command Create()
    {
        var data = new Option<DirectoryInfo[]>("--data")
        {
            Description = "Folders of JSONL sets with NAME spans.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var lines = new Option<FileInfo[]>("--lines")
        {
            Description = "Files of single lines with their names in brackets.",
            AllowMultipleArgumentsPerToken = true,
        };
        var tickets = new Option<FileInfo[]>("--tickets")
        {
            Description = "Files of whole tickets with their values in brackets.",
            AllowMultipleArgumentsPerToken = true,
        };
        var part = new Option<int?>("--part") { Description = "With --folds: this part alone, from 0." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the model files go." };
        var folds = new Option<int>("--folds")
        {
            Description = "Instead of a model: predictions for each document by a model that has not seen it, in so many parts.",
        };
        var predictions = new Option<FileInfo>("--predictions")
        {
            Description = "Where those predictions go, as JSON lines {set, id, spans} in code points.",
        };
        var keep = new Option<DirectoryInfo>("--keep")
        {
            Description =
                "With --folds: where the models of the parts are kept. What is there is used, so that changed rules are measured without training.",
        };
        var rounds = new Option<int>("--rounds") { Description = "How often training sees each text.", DefaultValueFactory = _ => 6 };
        var command = new Command("train-names", "Train the name model. Deterministic: the same sets give the same files.")
        {
            data,
            lines,
            tickets,
            output,
            folds,
            predictions,
            keep,
            part,
            rounds,
        };
        command.SetAction(parsed =>
        {
            var files = parsed
                .GetRequiredValue(data)
                .SelectMany(folder => folder.GetFiles("*.jsonl"))
                .OrderBy(file => file.Name, StringComparer.Ordinal);
            var documents = files
                .SelectMany(file => NamedDocument.Read(file.FullName))
                .Where(IsOfUse)
                .Concat((parsed.GetValue(lines) ?? []).SelectMany(file => NamedDocument.ReadLines(file.FullName)))
                .Concat((parsed.GetValue(tickets) ?? []).SelectMany(file => WrittenTickets.Read(file.FullName)))
                .ToList();
            if (parsed.GetValue(output) is { } folder)
            {
                Train(documents, folder, parsed.GetValue(rounds));
            }

            if (parsed.GetValue(folds) is > 1 and var parts && parsed.GetValue(predictions) is { } file)
            {
                Predict(documents, parts, file, parsed.GetValue(rounds), parsed.GetValue(keep), parsed.GetValue(part));
            }
        });
        return command;
    }

    /// <summary>Sets of single values have no sentences to learn from; fresh ones are kept for measuring.</summary>
    private static bool IsOfUse(NamedDocument document) =>
        !document.Set.Contains("vectors", StringComparison.Ordinal)
        && !document.Set.Contains("libphone", StringComparison.Ordinal)
        && !document.Set.EndsWith("_fresh", StringComparison.Ordinal);

    /// <summary>Sets in which every address is marked.</summary>
    private static bool HasAddresses(NamedDocument document) =>
        FullSets.Any(prefix => document.Set.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsShareAlike(NamedDocument document) =>
        ShareAlike.Any(prefix => document.Set.StartsWith(prefix, StringComparison.Ordinal));

    private static void Train(List<NamedDocument> documents, DirectoryInfo folder, int rounds)
    {
        void Write(string name, IEnumerable<Stretch> stretches, ModelForm form) =>
            File.WriteAllBytes(
                Path.Combine(folder.FullName, name),
                ChainTrainer.Mean([.. stretches], rounds, form.Hidden).Write(form.Bits)
            );

        Write("names.model", documents.Where(document => !IsShareAlike(document)).SelectMany(Learned), Names);
        Write("names-sharealike.model", documents.SelectMany(Learned), Names);
        Write("addresses.model", documents.Where(HasAddresses).SelectMany(LearnedAddresses), Addresses);
    }

    /// <summary>What is learned from a document: now and then also as it would look in capitals or in lower case.</summary>
    private static IEnumerable<Stretch> Learned(NamedDocument document, int number)
    {
        var others = (number % 8) switch
        {
            _ when document.Set.StartsWith("tickets", StringComparison.Ordinal) => new[]
            {
                number % 2 == 0 ? document.InCapitals() : document.InLowerCase(),
            },
            3 when !IsShareAlike(document) => [document.InCapitals()],
            6 when !IsShareAlike(document) => [document.InLowerCase()],
            _ => [],
        };
        var all = others.Prepend(document);
        return (number % 4 == 1 || document.Set == "own" ? all.Append(document.Masked()) : all).SelectMany(Stretch.OfNames);
    }

    /// <summary>Tickets have addresses on one line; there are few of them among the marked texts, so each is learned in capitals or in lower case, too.</summary>
    private static IEnumerable<Stretch> LearnedAddresses(NamedDocument document, int number) =>
        (
            document.Set.StartsWith("tickets", StringComparison.Ordinal) || document.Set == "own"
                ? new[] { document, number % 2 == 0 ? document.InCapitals() : document.InLowerCase() }
                : [document]
        ).SelectMany(Stretch.OfAddresses);

    private static void Predict(List<NamedDocument> documents, int parts, FileInfo file, int rounds, DirectoryInfo? keep, int? only)
    {
        var stretches = new Lazy<List<List<Stretch>>>(() => [.. documents.Select((document, i) => Learned(document, i).ToList())]);
        var places = new Lazy<List<List<Stretch>>>(() =>
            [.. documents.Select((document, i) => HasAddresses(document) ? LearnedAddresses(document, i).ToList() : [])]
        );
        using var writer = new StreamWriter(file.FullName, false, new UTF8Encoding(false));
        for (var part = only ?? 0; part < (only + 1 ?? parts); part++)
        {
            // Only development sets are measured; training sets are always learned from.
            bool LeftOut(int i) => i % parts == part;
            NameModel Model(string kind, Lazy<List<List<Stretch>>> all, ModelForm form) =>
                NameModel.Of(
                    Kept(
                        keep,
                        $"{kind}-{part}-of-{parts}.model",
                        () =>
                            ChainTrainer
                                .Mean([.. all.Value.Where((_, i) => !LeftOut(i)).SelectMany(one => one)], rounds, form.Hidden)
                                .Write(form.Bits)
                    )
                );
            var names = Model("names", stretches, Names);
            var addresses = Model("addresses", places, Addresses);
            for (var i = 0; i < documents.Count; i++)
            {
                if (
                    LeftOut(i)
                    && !documents[i].Set.Contains("train", StringComparison.Ordinal)
                        | documents[i].Set.StartsWith("meddocan", StringComparison.Ordinal)
                )
                {
                    writer.WriteLine(Line(documents[i], names, addresses));
                }
            }
        }
    }

    /// <summary>A model that was trained before, or a new one.</summary>
    private static byte[] Kept(DirectoryInfo? keep, string name, Func<byte[]> train)
    {
        var file = keep is null ? null : new FileInfo(Path.Combine(keep.FullName, name));
        if (file is { Exists: true })
        {
            return File.ReadAllBytes(file.FullName);
        }

        var model = train();
        if (file is not null)
        {
            File.WriteAllBytes(file.FullName, model);
        }

        return model;
    }

    private static string Line(NamedDocument document, NameModel names, NameModel addresses)
    {
        var masked = new RedactionSession(RedactionOptions.Default, document.People, names, addresses).Mask(document.Text);
        var offsets = new OffsetCounter(document.Text, OffsetUnit.Codepoints);
        var spans = masked
            .Spans.Where(span => span.Type != PiiType.Lookalike)
            .Select(span => new JsonObject
            {
                ["start"] = offsets.Of(span.Start),
                ["end"] = offsets.Of(span.End),
                ["type"] = LineAnswers.Label(span),
                ["detector"] = span.Detector,
                ["score"] = span.Score,
            });
        return new JsonObject
        {
            ["set"] = document.Set,
            ["id"] = document.Id,
            ["spans"] = new JsonArray([.. spans]),
        }.ToJsonString();
    }

    /// <param name="Bits">The model has two to the power of this many rows: more know a little more, and are further away from the processor.</param>
    /// <param name="Hidden">How often training hides a feature.</param>
    private sealed record ModelForm(int Bits, double Hidden);
}
