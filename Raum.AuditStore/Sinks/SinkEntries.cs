using Raum.AuditStore.Export.Formats;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Sinks;

/// <summary>Reads what a sink has not taken yet: headers, and more where an admin approved it.</summary>
internal sealed class SinkEntries(ILogStore store, EventSealer sealer)
{
    /// <summary>Most entries of one push.</summary>
    public const int Most = 256;

    /// <summary>Bytes of one push as they stand in the log; an entry that is larger goes alone. Many receivers take no more than 1 MiB, and many sinks are pushed to at once.</summary>
    public const int MostBytes = 512 * 1024;

    /// <exception cref="AuditReadException">The log cannot be read, or entries are missing from it.</exception>
    public async Task<List<LogEntry>> NextAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        var entries = new List<LogEntry>();
        var bytes = 0;
        try
        {
            await foreach (var stored in store.ReadWholeAsync(sink.Organization, sink.Position, cancellationToken))
            {
                bytes += stored.Event.Header.Length + (sink.Content ? stored.Event.Body.Length : 0);
                if (entries.Count > 0 && bytes > MostBytes)
                {
                    break;
                }

                entries.Add(sink.Content ? await OpenAsync(sink, stored, cancellationToken) : LogEntry.Of(sink.Organization, stored));
                if (entries.Count == Most)
                {
                    break;
                }
            }
        }
        catch (LogUnavailableException)
        {
            throw new AuditReadException(FailureCode.AuditUnavailable);
        }

        return entries;
    }

    private async Task<LogEntry> OpenAsync(OpenSink sink, StoredEvent stored, CancellationToken cancellationToken)
    {
        try
        {
            return LogEntry.Of(await sealer.OpenAsync(sink.Organization, stored, cancellationToken));
        }
        catch (AuditReadException e) when (e.Code == FailureCode.Gone)
        {
            return LogEntry.Of(sink.Organization, stored);
        }
    }
}
