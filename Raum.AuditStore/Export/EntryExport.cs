using System.Buffers;
using Raum.AuditStore.Export.Formats;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Export;

/// <summary>An export for another program that is ready to be written: headers only, a line an entry, some hundred of them in memory at a time.</summary>
public sealed class EntryExport
{
    private const int FlushBytes = 128 * 1024;

    private readonly OrganizationId _organization;
    private readonly ILogStore _store;
    private readonly IEntryFormat _format;
    private readonly bool _isWhole;

    /// <param name="asked">The first entry that was asked for.</param>
    /// <param name="kept">The first one that the log still has.</param>
    internal EntryExport(OrganizationId organization, long asked, long kept, long size, ILogStore store, IEntryFormat format)
    {
        (_organization, First, Size, _store, _format) = (organization, Math.Max(asked, kept), size, store, format);
        _isWhole = asked == 0;
    }

    /// <summary>Index of the first entry: the one that was asked for, or the first one that was not cut off with a receipt.</summary>
    public long First { get; }

    /// <summary>The next export can begin here.</summary>
    public long Size { get; }

    public string ContentType => _format.ContentType;

    /// <summary>Writes it. One that was broken off goes on behind its last whole line: that entry's revision and one.</summary>
    /// <exception cref="AuditReadException">The log cannot be read on; <see cref="FailureCode.Gone"/> where an entry is missing: no line stands for it, so the file ends there.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes + 16_384);
        if (_isWhole)
        {
            buffer.Write(_format.Head);
        }

        var next = First;
        try
        {
            await foreach (var stored in _store.ReadWholeAsync(_organization, First, cancellationToken))
            {
                if (stored.Revision >= Size)
                {
                    break;
                }

                next++;
                _format.Write(buffer, LogEntry.Of(_organization, stored));
                buffer.Write(_format is CsvFormat ? "\r\n"u8 : "\n"u8);
                if (buffer.WrittenCount >= FlushBytes)
                {
                    await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
                    buffer.ResetWrittenCount();
                }
            }
        }
        catch (LogUnavailableException)
        {
            throw new AuditReadException(FailureCode.AuditUnavailable);
        }

        if (next < Size)
        {
            throw new AuditReadException(FailureCode.Gone);
        }

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
