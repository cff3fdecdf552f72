using System.Security.Cryptography;
using System.Text.Json;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Sealing;

/// <summary>Turns events into their stored form and back.</summary>
internal sealed class EventSealer(BodySealer bodies)
{
    public async ValueTask<Outcome<PendingEvent>> SealAsync(
        OrganizationId organization,
        AuditEvent auditEvent,
        CancellationToken cancellationToken
    )
    {
        var header = EventHeader.Write(organization, auditEvent);
        var body = EventBody.Write(auditEvent);
        var place = new BodyPlace(organization, auditEvent.Id, EventTypes.Of(auditEvent).Class, auditEvent.At);
        var sealedBody = await bodies.SealAsync(place, body, cancellationToken);
        return sealedBody.Succeeded
            ? new PendingEvent(
                new SealedEvent(auditEvent.Id, header, RandomNumberGenerator.GetBytes(SealedEvent.SaltLength), sealedBody.Value.Body)
                {
                    Key = sealedBody.Value.Key,
                },
                body
            )
            : sealedBody.Failure;
    }

    /// <exception cref="AuditReadException">No key, or not what was written.</exception>
    public async ValueTask<RecordedEvent> OpenAsync(OrganizationId organization, StoredEvent stored, CancellationToken cancellationToken)
    {
        try
        {
            var header = EventHeader.Parse(stored.Event.Header);
            var body = await OpenBodyAsync(organization, stored.Event, header, cancellationToken);
            var read = EventHeader.ApplyTo(EventBody.Read(EventHeader.TypeOf(header), body), organization, header);
            return new RecordedEvent(organization, stored.Revision, stored.RecordedAt, read);
        }
        catch (UnreadableEventException)
        {
            throw new AuditReadException(FailureCode.SealBroken);
        }
    }

    /// <summary>The stored event says the same as the one that waits: header byte by byte, body by its meaning.</summary>
    /// <exception cref="AuditReadException">The stored body cannot be opened: then nobody can tell.</exception>
    public async ValueTask<bool> IsSameAsync(
        OrganizationId organization,
        PendingEvent pending,
        SealedEvent stored,
        CancellationToken cancellationToken
    )
    {
        if (!pending.Sealed.Header.AsSpan().SequenceEqual(stored.Header))
        {
            return false;
        }

        try
        {
            var body = await OpenBodyAsync(organization, stored, EventHeader.Parse(stored.Header), cancellationToken);
            return EventBody.SameContent(pending.Body, body);
        }
        catch (UnreadableEventException)
        {
            throw new AuditReadException(FailureCode.SealBroken);
        }
    }

    /// <exception cref="UnreadableEventException">Not a header.</exception>
    private async ValueTask<byte[]> OpenBodyAsync(
        OrganizationId organization,
        SealedEvent stored,
        JsonElement header,
        CancellationToken cancellationToken
    )
    {
        var body = await bodies.OpenAsync(EventHeader.PlaceOf(organization, header), stored, cancellationToken);
        return body.Succeeded ? body.Value : throw new AuditReadException(body.Failure.Code);
    }
}

/// <summary>An event that is about to be recorded, with its body still open for comparison. Memory only.</summary>
internal sealed record PendingEvent(SealedEvent Sealed, byte[] Body);
