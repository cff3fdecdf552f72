using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Raum.AuditStore.Export.Formats;
using Raum.Core;

namespace Raum.AuditStore.Sinks;

/// <summary>Batches of CloudEvents 1.0 (JSON batch format); the data of each is the entry in OCSF. An entry's id is the event's: receivers drop repetitions by it.</summary>
internal sealed class CloudEventsOutlet(SinkEntries entries, SignedPost post, IOptions<AuditStoreOptions> options) : ISinkOutlet
{
    private static readonly OcsfFormat Data = new();

    // What stands around the data of an event, rounded up.
    private const int EnvelopeBytes = 512;

    // By sink, bytes that its receiver took no more of at once. Forgotten with the process, and found again.
    private readonly ConcurrentDictionary<Guid, int> _most = new();

    public bool TakesEntries => true;

    public bool Serves(SinkKind kind) => kind == SinkKind.CloudEvents;

    public async Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        var next = await entries.NextAsync(sink, cancellationToken);
        if (next.Count == 0)
        {
            return sink.Position;
        }

        while (true)
        {
            var (body, count) = Write(next, _most.GetValueOrDefault(sink.Id, SinkEntries.MostBytes));
            var last = next[count - 1].Revision;
            var id = string.Create(CultureInfo.InvariantCulture, $"{sink.Id:D}-{next[0].Revision}-{last}");
            var sent = await post.SendAsync(sink.Target, id, "application/cloudevents-batch+json; charset=utf-8", body, cancellationToken);
            if (sent.Succeeded)
            {
                return last + 1;
            }

            if (sent.Failure.Code != FailureCode.TooLarge || (count == 1 && next[0].Content is null))
            {
                return sent.Failure;
            }

            if (count > 1)
            {
                _most[sink.Id] = body.Length / 2;
            }
            else
            {
                // Too large by itself: its header is taken rather than nothing at all, and what follows it.
                next[0] = next[0] with
                {
                    Content = null,
                };
            }
        }
    }

    /// <returns>As many entries as fit, at least one.</returns>
    private (byte[] Body, int Count) Write(List<LogEntry> batch, int most)
    {
        var count = 0;
        var output = new ArrayBufferWriter<byte>(batch.Count * 1024);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var data = new ArrayBufferWriter<byte>(1024);
        json.WriteStartArray();
        foreach (var entry in batch)
        {
            data.ResetWrittenCount();
            Data.Write(data, entry);
            if (count > 0 && json.BytesCommitted + json.BytesPending + data.WrittenCount + EnvelopeBytes > most)
            {
                break;
            }

            count++;
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", entry.Header.Id);
            json.WriteString("source", $"//{options.Value.LogOrigin}/{entry.Organization}");
            json.WriteString("type", $"raum.audit.{entry.Type}");
            json.WriteString(
                "time",
                entry.Header.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)
            );
            json.WriteString("subject", entry.Revision.ToString(CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            json.WriteRawValue(data.WrittenSpan);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return (output.WrittenSpan.ToArray(), count);
    }
}
