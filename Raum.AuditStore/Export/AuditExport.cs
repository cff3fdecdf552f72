using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Raum.AuditStore.Proofs;
using Raum.AuditStore.Retention;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;
using Raum.Proofs.Merkle;

namespace Raum.AuditStore.Export;

/// <summary>An export that is ready to be written: JSON Lines, a page of entries in memory at a time.</summary>
public sealed class AuditExport
{
    private const int PageSize = 256;

    private readonly OrganizationId _organization;
    private readonly IReadOnlyList<TreeHash> _peaks;
    private readonly StoredCheckpoint _checkpoint;
    private readonly PlacedDatabase _database;
    private readonly ILogStore _store;
    private readonly RowCheck _rows;
    private long _projected;
    private long _rowsFound;

    internal AuditExport(
        OrganizationId organization,
        long first,
        IReadOnlyList<TreeHash> peaks,
        StoredCheckpoint checkpoint,
        PlacedDatabase database,
        ILogStore store,
        RowCheck rows
    )
    {
        _organization = organization;
        First = first;
        _peaks = peaks;
        _checkpoint = checkpoint;
        _database = database;
        _store = store;
        _rows = rows;
    }

    /// <summary>Index of the first entry.</summary>
    public long First { get; }

    /// <summary>Entries of the log at the export's checkpoint; the next export can begin here.</summary>
    public long Size => _checkpoint.Size;

    /// <summary>Writes it. A reader can tell an export that was broken off: its last line is missing.</summary>
    /// <exception cref="AuditReadException">The log or the tree cannot be read on.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        await WriteLineAsync(output, WriteHead, cancellationToken);
        // Before the entries, so that a reader who goes through once can hold the roots that they name against the tree.
        var known = await ReadReceiptsAsync(cancellationToken);
        foreach (var receipt in known)
        {
            await WriteLineAsync(output, json => json.WriteString("receipt", receipt), cancellationToken);
        }

        long entries;
        try
        {
            entries = await WriteEntriesAsync(output, cancellationToken);
        }
        catch (LogUnavailableException)
        {
            throw new AuditReadException(FailureCode.AuditUnavailable);
        }
        catch (TreeDamagedException)
        {
            throw new AuditReadException(FailureCode.SealBroken);
        }

        // Behind the entries: what was removed or cut off while they were written is in it.
        var (receipts, cut, extraRows) = await ReadRestAsync(cancellationToken);
        foreach (var receipt in receipts.Except(known))
        {
            await WriteLineAsync(output, json => json.WriteString("receipt", receipt), cancellationToken);
        }

        if (cut is not null)
        {
            await WriteLineAsync(output, json => json.WriteString("cut", cut), cancellationToken);
        }

        await WriteLineAsync(
            output,
            json =>
            {
                json.WriteString("kind", "raum-audit-export-end");
                json.WriteNumber("entries", entries);
                if (extraRows > 0)
                {
                    json.WriteNumber("extraRows", extraRows);
                }
            },
            cancellationToken
        );
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Every entry that is there. The log may be cut while it is read: what went meanwhile stands in the export by its hash, as what went before.</summary>
    /// <returns>How many lines it has written.</returns>
    private async Task<long> WriteEntriesAsync(Stream output, CancellationToken cancellationToken)
    {
        await using (var scope = await _database.OpenAsync(_organization, cancellationToken))
        {
            _projected = await RowCheck.ProjectedAsync(scope, cancellationToken);
        }

        var page = new List<StoredEvent>(PageSize);
        var (next, entries) = (First, 0L);
        await foreach (var stored in _store.ReadAsync(_organization, First, cancellationToken))
        {
            if (stored.Revision >= Size)
            {
                break;
            }

            if (page.Count == PageSize || stored.Revision > next)
            {
                await WritePageAsync(output, page, cancellationToken);
                page.Clear();
                entries += await WriteHashesAsync(output, next, stored.Revision, cancellationToken);
            }

            page.Add(stored);
            next = stored.Revision + 1;
            entries++;
        }

        await WritePageAsync(output, page, cancellationToken);
        return entries + await WriteHashesAsync(output, next, Size, cancellationToken);
    }

    private async Task<long> CutUntilAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _database.OpenAsync(_organization, cancellationToken);
        return await Truncation.FirstAsync(scope, cancellationToken);
    }

    /// <summary>The hashes of entries that were cut off. What is missing for another reason stays missing, for the reader to see.</summary>
    private async Task<long> WriteHashesAsync(Stream output, long first, long missingUntil, CancellationToken cancellationToken)
    {
        if (first >= missingUntil)
        {
            return 0;
        }

        var end = Math.Min(missingUntil, await CutUntilAsync(cancellationToken));
        for (var start = first; start < end; start += PageSize)
        {
            var last = Math.Min(start + PageSize, end) - 1;
            await using var scope = await _database.OpenAsync(_organization, cancellationToken);
            var leaves = await TileStore.LeavesAsync(scope, start, last, cancellationToken);
            var buffer = new ArrayBufferWriter<byte>(PageSize * 96);
            for (var index = start; index <= last; index++)
            {
                using (var json = NewWriter(buffer))
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", index);
                    json.WriteString("leaf", leaves(index).ToString());
                    json.WriteEndObject();
                }

                buffer.Write("\n"u8);
            }

            await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        }

        return Math.Max(0, end - first);
    }

    private async Task<List<string>> ReadReceiptsAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _database.OpenAsync(_organization, cancellationToken);
        return await RemovedBodies.ReceiptsAsync(scope, cancellationToken);
    }

    private async Task<(List<string> Receipts, string? Cut, long ExtraRows)> ReadRestAsync(CancellationToken cancellationToken)
    {
        await using var scope = await _database.OpenAsync(_organization, cancellationToken);
        var rows = await RowCheck.CountAsync(scope, First, Math.Min(Size, _projected + 1), cancellationToken);
        return (
            await RemovedBodies.ReceiptsAsync(scope, cancellationToken),
            await Truncation.NoteAsync(scope, cancellationToken),
            rows - _rowsFound
        );
    }

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("kind", "raum-audit-export");
        json.WriteNumber("version", 1);
        json.WriteNumber("first", First);
        json.WriteStartArray("peaks");
        foreach (var peak in _peaks)
        {
            json.WriteStringValue(peak.ToString());
        }

        json.WriteEndArray();
        json.WriteString("checkpoint", _checkpoint.Note);
    }

    private async Task WritePageAsync(Stream output, List<StoredEvent> page, CancellationToken cancellationToken)
    {
        if (page.Count == 0)
        {
            return;
        }

        await using var scope = await _database.OpenAsync(_organization, cancellationToken);
        var leaves = await TileStore.LeavesAsync(scope, page[0].Revision, page[^1].Revision, cancellationToken);
        var removed = await RemovedBodies.ReadAsync(scope, page[0].Revision, page[^1].Revision, cancellationToken);
        var found = await _rows.CheckAsync(scope, page, removed, _projected, cancellationToken);
        if (found.Unreadable.Count > 0)
        {
            // What was removed since the marks were read has one now.
            removed = await RemovedBodies.ReadAsync(scope, page[0].Revision, page[^1].Revision, cancellationToken);
        }

        // The row of an entry that does not open is not extra.
        _rowsFound += found.Rows + found.Unreadable.Count(revision => revision <= _projected);
        var buffer = new ArrayBufferWriter<byte>(page.Count * 1024);
        foreach (var stored in page)
        {
            WriteEntry(
                buffer,
                stored,
                leaves(stored.Revision),
                removed.GetValueOrDefault(stored.Revision) ?? (found.Unreadable.Contains(stored.Revision) ? "missing" : null),
                found.Wrong.GetValueOrDefault(stored.Revision)
            );
        }

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static void WriteEntry(ArrayBufferWriter<byte> buffer, StoredEvent stored, TreeHash leaf, string? removed, string? row)
    {
        using var json = NewWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("index", stored.Revision);
        json.WriteString("leaf", leaf.ToString());
        json.WritePropertyName("header");
        if (IsJson(stored.Event.Header))
        {
            json.WriteRawValue(stored.Event.Header, skipInputValidation: true);
        }
        else
        {
            // Somebody changed it; the reader is to see that and not a broken line.
            json.WriteBase64StringValue(stored.Event.Header);
        }

        json.WriteBase64String("bodyHash", stored.Event.BodyHash ?? SHA256.HashData(stored.Event.Body));
        json.WriteBase64String("salt", stored.Event.Salt);
        if (removed is not null)
        {
            json.WriteString("body", removed);
        }

        if (row is not null)
        {
            json.WriteString("row", row);
        }

        json.WriteEndObject();
        json.Flush();
        buffer.Write("\n"u8);
    }

    private static async Task WriteLineAsync(Stream output, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = NewWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static bool IsJson(byte[] header)
    {
        try
        {
            var reader = new Utf8JsonReader(header);
            return reader.Read() && reader.TrySkip() && !reader.Read() && !header.AsSpan().ContainsAny((byte)'\n', (byte)'\r');
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Nothing in it is shown in a browser, and base64 stays readable.
    private static Utf8JsonWriter NewWriter(ArrayBufferWriter<byte> buffer) =>
        new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
