using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Raum.AuditStore.Sealing;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>The clear part of an event: opaque ids, type, class, time, outcome. Canonical JSON (RFC 8785), so that its hash means its content.</summary>
/// <remarks>
/// Everything in it is ASCII of a narrow alphabet or an integer: nothing needs escaping, and no name, address or sentence fits in.
/// Keys stand in code-unit order (RFC 8785 §3.2.3).
/// </remarks>
internal static class EventHeader
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    private static readonly SearchValues<char> Opaque = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/"
    );

    /// <exception cref="ArgumentException">An id is not opaque: longer than 128 characters or outside of its alphabet. A bug of the caller.</exception>
    public static byte[] Write(OrganizationId organization, AuditEvent auditEvent)
    {
        var type = EventTypes.Of(auditEvent);
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });

        json.WriteStartObject();
        json.WriteStartObject("actor");
        json.WriteBoolean("authenticated", auditEvent.Actor.Authenticated);
        json.WriteString("id", OpaqueId(auditEvent.Actor.Id));
        if (auditEvent.Actor.Impersonator is { } impersonator)
        {
            json.WriteString("impersonator", OpaqueId(impersonator));
        }

        json.WriteString("kind", auditEvent.Actor.Kind.ToString());
        json.WriteEndObject();
        json.WriteString("at", auditEvent.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        json.WriteString("class", type.Class.ToString());
        json.WriteString("correlation", auditEvent.Correlation.Value);
        if (auditEvent.Failure is { } failure)
        {
            json.WriteNumber("failure", (int)failure);
        }

        json.WriteString("id", auditEvent.Id);
        json.WriteString("organization", organization.Value);
        json.WriteString("result", auditEvent.Result.ToString());
        if (auditEvent.Target is { } target)
        {
            json.WriteStartObject("target");
            json.WriteString("id", OpaqueId(target.Id));
            json.WriteString("kind", OpaqueId(target.Kind));
            json.WriteEndObject();
        }

        if (auditEvent.TraceId is { } trace)
        {
            json.WriteString("trace", OpaqueId(trace));
        }

        json.WriteString("type", type.Name);
        json.WriteNumber("version", 1);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>For who asks a header more than one thing.</summary>
    /// <exception cref="UnreadableEventException">Not a header.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> header)
    {
        try
        {
            var reader = new Utf8JsonReader(header);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            throw new UnreadableEventException("The header of a stored event is not readable.");
        }
    }

    /// <summary>Completes with the header a record that came from a body.</summary>
    /// <exception cref="UnreadableEventException">Not a header of this organization.</exception>
    public static AuditEvent ApplyTo(AuditEvent body, OrganizationId organization, JsonElement root)
    {
        try
        {
            if (root.GetProperty("organization").GetGuid() != organization.Value)
            {
                throw new UnreadableEventException("A stored event belongs to another organization.");
            }

            var actor = root.GetProperty("actor");
            return body with
            {
                Id = root.GetProperty("id").GetGuid(),
                At = Time(root.GetProperty("at")),
                Actor = new AuditActor(
                    Enum.Parse<AuditActorKind>(actor.GetProperty("kind").GetString()!),
                    actor.GetProperty("id").GetString()!,
                    actor.GetProperty("authenticated").GetBoolean(),
                    actor.TryGetProperty("impersonator", out var impersonator) ? impersonator.GetString() : null
                ),
                Correlation = new CorrelationId(root.GetProperty("correlation").GetGuid()),
                Target = root.TryGetProperty("target", out var target)
                    ? new AuditTarget(target.GetProperty("kind").GetString()!, target.GetProperty("id").GetString()!)
                    : null,
                Result = Enum.Parse<AuditResult>(root.GetProperty("result").GetString()!),
                Failure = root.TryGetProperty("failure", out var failure) ? (FailureCode)failure.GetInt32() : null,
                TraceId = root.TryGetProperty("trace", out var trace) ? trace.GetString() : null,
            };
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new UnreadableEventException("The header of a stored event is not readable.");
        }
    }

    /// <summary>The type that a header names, needed before its body can be read.</summary>
    public static EventType TypeOf(ReadOnlySpan<byte> header) => TypeOf(Parse(header));

    /// <inheritdoc cref="TypeOf(ReadOnlySpan{byte})"/>
    public static EventType TypeOf(JsonElement root)
    {
        try
        {
            return EventTypes.Named(root.GetProperty("type").GetString()!);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new UnreadableEventException("The header of a stored event is not readable.");
        }
    }

    /// <summary>The event's own id.</summary>
    /// <exception cref="UnreadableEventException">Not a header.</exception>
    public static Guid IdOf(ReadOnlySpan<byte> header)
    {
        try
        {
            var reader = new Utf8JsonReader(header);
            return JsonElement.ParseValue(ref reader).GetProperty("id").GetGuid();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new UnreadableEventException("The header of a stored event is not readable.");
        }
    }

    /// <summary>What the body behind this header is bound to.</summary>
    /// <exception cref="UnreadableEventException">Not a header.</exception>
    public static BodyPlace PlaceOf(OrganizationId organization, JsonElement root)
    {
        try
        {
            return new BodyPlace(
                organization,
                root.GetProperty("id").GetGuid(),
                Enum.Parse<AuditClass>(root.GetProperty("class").GetString()!),
                Time(root.GetProperty("at"))
            );
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw new UnreadableEventException("The header of a stored event is not readable.");
        }
    }

    private static DateTimeOffset Time(JsonElement element) =>
        DateTimeOffset.ParseExact(element.GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string OpaqueId(string id) =>
        id.Length is > 0 and <= 128 && !id.AsSpan().ContainsAnyExcept(Opaque)
            ? id
            : throw new ArgumentException("An id in an event's clear header is not opaque.");
}
