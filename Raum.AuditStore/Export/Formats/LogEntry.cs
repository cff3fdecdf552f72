using Raum.AuditStore.Events;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Export.Formats;

/// <summary>An entry as programs of others receive it: its clear header, and more only where an admin approved that.</summary>
internal sealed record LogEntry(
    OrganizationId Organization,
    long Revision,
    DateTimeOffset RecordedAt,
    string Type,
    AuditClass Class,
    AuditEvent Header
)
{
    // The properties of the base are all that is read of it.
    private static readonly KillSwitchChanged Empty = new()
    {
        Id = default,
        At = default,
        Actor = AuditActor.System("none"),
        Correlation = default,
        Stopped = false,
    };

    /// <summary>Peer address and the whole body, opened; null where only headers may leave.</summary>
    public EntryContent? Content { get; init; }

    /// <exception cref="AuditReadException">The stored header is none.</exception>
    public static LogEntry Of(OrganizationId organization, StoredEvent stored)
    {
        try
        {
            var type = EventHeader.TypeOf(stored.Event.Header);
            return new LogEntry(
                organization,
                stored.Revision,
                stored.RecordedAt,
                type.Name,
                type.Class,
                EventHeader.ApplyTo(Empty, organization, EventHeader.Parse(stored.Event.Header))
            );
        }
        catch (UnreadableEventException)
        {
            throw new AuditReadException(FailureCode.SealBroken);
        }
    }

    public static LogEntry Of(RecordedEvent recorded)
    {
        var type = EventTypes.Of(recorded.Event);
        return new LogEntry(recorded.Organization, recorded.Revision, recorded.RecordedAt, type.Name, type.Class, recorded.Event)
        {
            Content = new EntryContent(
                recorded.Event.Origin?.Ip?.Reveal(),
                recorded.Event.Origin?.UserAgent?.Reveal(),
                System.Text.Encoding.UTF8.GetString(EventBody.Write(recorded.Event))
            ),
        };
    }
}

/// <summary>What stands behind the approval of an admin. Memory only.</summary>
/// <param name="Body">The whole body as JSON.</param>
internal sealed record EntryContent(string? Ip, string? UserAgent, string Body);
