using System.Text.Json;
using Raum.Proofs.Merkle;

namespace Raum.Proofs.Export;

/// <summary>An entry's values against what the log committed to: every byte of the header, the sealed body by its hash, the salt.</summary>
internal sealed class EntryChecks(ExportReport report, string origin)
{
    private readonly HashSet<Guid> _ids = [];

    public void Check(EntryLine entry)
    {
        if (entry.Shown is not { } shown)
        {
            return;
        }

        if (shown.BodyHash.Length != TreeHash.Length || shown.Salt.Length != AuditLeaf.SaltLength)
        {
            report.Problem($"Entry {entry.Index}: its salt or its body's hash has the wrong length.");
        }
        else if (AuditLeaf.Hash(shown.Header, shown.BodyHash, shown.Salt) != entry.Leaf)
        {
            report.Problem($"Entry {entry.Index} is not what the log committed to: its header, its body or its salt was changed.");
        }

        if (entry.Row is { } row)
        {
            var what = row == "missing" ? "is missing" : "says something else than the log";
            report.Problem($"Entry {entry.Index}: the row that the console and the API show {what}.");
        }

        CheckHeader(entry.Index, shown.Header);
    }

    private void CheckHeader(long index, byte[] header)
    {
        if (!CanonicalJson.IsCanonical(header))
        {
            report.Problem($"Entry {index}: its header is not in the one canonical form.");
            return;
        }

        using var json = JsonDocument.Parse(header);
        var root = json.RootElement;
        var isOurs =
            root.ValueKind == JsonValueKind.Object
            && Text(root, "organization") is { } organization
            && origin.EndsWith("/" + organization, StringComparison.Ordinal)
            && Text(root, "type") is not null
            && Text(root, "class") is not null
            && Text(root, "at") is not null;
        if (!isOurs || !Guid.TryParseExact(Text(root, "id"), "D", out var id))
        {
            report.Problem($"Entry {index}: its header is not one of this log.");
        }
        else if (!_ids.Add(id))
        {
            report.Problem($"Entry {index} has the id of an entry before it: {id}.");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
