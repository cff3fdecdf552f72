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

    internal EntryExport(OrganizationId organization, long first, long size, ILogStore store, IEntryFormat format)
    {
        (_organization, First, Size, _store, _format) = (organization, first, size, store, format);
    }

    /// <summary>Index of the first entry.</summary>
    public long First { get; }

    /// <summary>The next export can begin here.</summary>
    public long Size { get; }

    public string ContentType => _format.ContentType;

    /// <summary>Writes it. One that was broken off goes on behind its last whole line: that entry's revision and one.</summary>
    /// <exception cref="AuditReadException">The log cannot be read on.</exception>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushBytes + 16_384);
        if (First == 0)
        {
            buffer.Write(_format.Head);
        }

        try
        {
            await foreach (var stored in _store.ReadAsync(_organization, First, cancellationToken))
            {
                if (stored.Revision >= Size)
                {
                    break;
                }

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

        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }
}
