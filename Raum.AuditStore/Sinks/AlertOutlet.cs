using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Sinks;

/// <summary>Delivers alerts (AUD-7): they are entries of the log, so that none is lost and each is delivered at least once, in order.</summary>
internal sealed class AlertOutlet(ILogStore store, EventSealer sealer, SignedPost post, Mailer mailer, TimeProvider clock) : ISinkOutlet
{
    // A bounded piece: the position moves behind it.
    private const int Most = 5_000;

    // Far shorter than the lease, with one more that is slow: who is outlived by another sends what that one sends, too.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    public bool TakesEntries => true;

    public bool Serves(SinkKind kind) => kind is SinkKind.AlertWebhook or SinkKind.AlertSlack or SinkKind.AlertMail;

    public async Task<Outcome<long>> PushAsync(OpenSink sink, CancellationToken cancellationToken)
    {
        var position = sink.Position;
        var began = clock.GetTimestamp();
        try
        {
            await foreach (var stored in store.ReadWholeAsync(sink.Organization, sink.Position, cancellationToken))
            {
                if (
                    EventHeader.TypeOf(stored.Event.Header).Record == typeof(AlertRaised)
                    && await OpenAsync(sink.Organization, stored, cancellationToken) is { } alert
                )
                {
                    var sent = await SendAsync(sink, alert, cancellationToken);
                    if (!sent.Succeeded)
                    {
                        // What went before counts; this one is tried again.
                        return position > sink.Position ? position : sent.Failure;
                    }
                }

                position = stored.Revision + 1;
                if (position - sink.Position >= Most || clock.GetElapsedTime(began) >= Turn)
                {
                    break;
                }
            }

            return position;
        }
        catch (LogUnavailableException)
        {
            return new Failure(FailureCode.AuditUnavailable);
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
    }

    /// <returns>Null for one whose figures have ended: it is so old that nobody is to be told of it any more.</returns>
    private async Task<AlertRaised?> OpenAsync(OrganizationId organization, StoredEvent stored, CancellationToken cancellationToken)
    {
        try
        {
            return stored.Event.BodyHash is null
                ? (AlertRaised)(await sealer.OpenAsync(organization, stored, cancellationToken)).Event
                : null;
        }
        catch (AuditReadException e) when (e.Code == FailureCode.Gone)
        {
            return null;
        }
    }

    private Task<Outcome<Done>> SendAsync(OpenSink sink, AlertRaised alert, CancellationToken cancellationToken)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"Raum alert {alert.Rule}: {alert.Count} within {alert.WindowSeconds / 60} minutes (threshold {alert.Threshold}), organization {sink.Organization}, {alert.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z."
        );
        return sink.Kind switch
        {
            SinkKind.AlertMail => mailer.SendAsync(sink.Target.Address, $"Raum alert: {alert.Rule}", text, cancellationToken),
            SinkKind.AlertSlack => post.SendAsync(
                sink.Target,
                alert.Id.ToString("D"),
                "application/json; charset=utf-8",
                JsonSerializer.SerializeToUtf8Bytes(new SlackBody(text), AlertJson.Default.SlackBody),
                cancellationToken
            ),
            _ => post.SendAsync(
                sink.Target,
                alert.Id.ToString("D"),
                "application/json; charset=utf-8",
                JsonSerializer.SerializeToUtf8Bytes(
                    new AlertBody(
                        alert.Id,
                        sink.Organization.Value,
                        alert.Rule,
                        alert.Count,
                        alert.Threshold,
                        alert.WindowSeconds,
                        alert.At
                    ),
                    AlertJson.Default.AlertBody
                ),
                cancellationToken
            ),
        };
    }
}

internal sealed record SlackBody(string Text);

internal sealed record AlertBody(
    Guid Id,
    Guid Organization,
    string Rule,
    long Count,
    long Threshold,
    long WindowSeconds,
    DateTimeOffset At
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SlackBody))]
[JsonSerializable(typeof(AlertBody))]
internal sealed partial class AlertJson : JsonSerializerContext;
