using System.Text;
using System.Text.Json;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Export;

/// <summary>One line of an export (JSON Lines): the head, an entry, a receipt, or the end.</summary>
internal abstract record ExportLine
{
    private const string HeadKind = "raum-audit-export";
    private const string EndKind = "raum-audit-export-end";

    private static readonly (string[] Required, string[] All)[] Forms =
    [
        Form(["kind", "version", "first", "peaks", "checkpoint"]),
        Form(["index", "leaf"]),
        Form(["index", "leaf", "header", "bodyHash", "salt"], "body", "row"),
        Form(["receipt"]),
        Form(["cut"]),
        Form(["kind", "entries"], "extraRows"),
    ];

    /// <returns>Null when the line is none.</returns>
    public static ExportLine? Parse(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            var root = json.RootElement;
            var names = root.EnumerateObject().Select(member => member.Name).ToList();
            if (!Forms.Any(form => form.Required.All(names.Contains) && names.All(form.All.Contains)))
            {
                // A member that nobody knows may be one that somebody renamed.
                return null;
            }

            if (root.TryGetProperty("index", out var index))
            {
                return Entry(index.GetInt64(), root);
            }

            if (root.TryGetProperty("receipt", out var receipt))
            {
                return new ReceiptLine(Text(receipt));
            }

            if (root.TryGetProperty("cut", out var cut))
            {
                return new CutLine(Text(cut));
            }

            return root.GetProperty("kind").GetString() switch
            {
                HeadKind => new HeadLine(
                    root.GetProperty("version").GetInt32(),
                    root.GetProperty("first").GetInt64(),
                    [.. root.GetProperty("peaks").EnumerateArray().Select(Hash)],
                    Text(root.GetProperty("checkpoint"))
                ),
                EndKind => new EndLine(
                    root.GetProperty("entries").GetInt64(),
                    root.TryGetProperty("extraRows", out var extra) ? extra.GetInt64() : 0
                ),
                _ => null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static EntryLine Entry(long index, JsonElement root)
    {
        var leaf = Hash(root.GetProperty("leaf"));
        if (!root.TryGetProperty("header", out var header))
        {
            return new EntryLine(index, leaf, null, EntryState.Withheld, null);
        }

        var shown = new ShownEntry(
            Encoding.UTF8.GetBytes(header.GetRawText()),
            StrictBase64.Read(root.GetProperty("bodyHash").GetString()) ?? throw new FormatException(),
            StrictBase64.Read(root.GetProperty("salt").GetString()) ?? throw new FormatException()
        );
        return new EntryLine(index, leaf, shown, State(root), root.TryGetProperty("row", out var row) ? row.GetString() : null);
    }

    private static EntryState State(JsonElement root) =>
        !root.TryGetProperty("body", out var body)
            ? EntryState.Whole
            : body.GetString() switch
            {
                "expired" => EntryState.Expired,
                "erased" => EntryState.Erased,
                "missing" => EntryState.Missing,
                _ => throw new FormatException(),
            };

    private static (string[] Required, string[] All) Form(string[] required, params string[] optional) =>
        (required, [.. required, .. optional]);

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException();

    private static TreeHash Hash(JsonElement element) =>
        TreeHash.TryParse(element.GetString(), out var hash) ? hash : throw new FormatException();
}

/// <param name="First">Index of the first entry.</param>
/// <param name="Peaks">The tree before it.</param>
/// <param name="Checkpoint">The signed note.</param>
internal sealed record HeadLine(int Version, long First, IReadOnlyList<TreeHash> Peaks, string Checkpoint) : ExportLine;

/// <param name="Leaf">The leaf's hash, as the log's tree has it.</param>
/// <param name="Shown">Null when nothing but the hash is shown.</param>
/// <param name="Row">What the exporter found wrong with the entry's row in the read model; null when nothing.</param>
internal sealed record EntryLine(long Index, TreeHash Leaf, ShownEntry? Shown, EntryState State, string? Row) : ExportLine;

/// <param name="Header">The exact bytes.</param>
internal sealed record ShownEntry(byte[] Header, byte[] BodyHash, byte[] Salt);

internal sealed record ReceiptLine(string Note) : ExportLine;

/// <param name="Note">A signed <see cref="LogCut"/>.</param>
internal sealed record CutLine(string Note) : ExportLine;

/// <param name="Entries">How many entry lines there were.</param>
/// <param name="ExtraRows">How many rows the read model has that no entry stands for, as the exporter found.</param>
internal sealed record EndLine(long Entries, long ExtraRows) : ExportLine;

/// <summary>How much of an entry is still there.</summary>
public enum EntryState
{
    /// <summary>Header and sealed body.</summary>
    Whole,

    /// <summary>The body's key was destroyed when its retention ended.</summary>
    Expired,

    /// <summary>The body's key was destroyed because a person asked for it.</summary>
    Erased,

    /// <summary>Only the hash of the entry is in the export.</summary>
    Withheld,

    /// <summary>The exporter found no body that opens, and nothing that says why.</summary>
    Missing,
}
