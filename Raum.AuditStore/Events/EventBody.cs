using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.AuditStore.Events;

/// <summary>The part of an event that is sealed: what a record adds to <see cref="AuditEvent"/>, and its origin, as UTF-8 JSON.</summary>
/// <remarks>This is the one place where <see cref="PersonalText"/> becomes bytes; they go to the sealer and nowhere else.</remarks>
internal static class EventBody
{
    internal static JsonSerializerOptions Options { get; } = NewOptions();

    public static byte[] Write(AuditEvent auditEvent) => JsonSerializer.SerializeToUtf8Bytes(auditEvent, EventTypes.Of(auditEvent).Json);

    /// <summary>The record without its header: <see cref="EventHeader.ApplyTo"/> completes it.</summary>
    /// <exception cref="UnreadableEventException">The bytes are not a body of this type.</exception>
    public static AuditEvent Read(EventType type, ReadOnlySpan<byte> body)
    {
        try
        {
            return (AuditEvent?)JsonSerializer.Deserialize(body, type.Json) ?? throw new UnreadableEventException();
        }
        catch (JsonException)
        {
            // The exception of the parser quotes the text.
            throw new UnreadableEventException("The body of a stored event is not of its type.");
        }
    }

    /// <summary>Two bodies say the same, whatever the order of their properties.</summary>
    public static bool SameContent(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        var leftReader = new Utf8JsonReader(left);
        var rightReader = new Utf8JsonReader(right);
        return JsonElement.DeepEquals(JsonElement.ParseValue(ref leftReader), JsonElement.ParseValue(ref rightReader));
    }

    private static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions(EventBodyJson.Default.Options)
        {
            TypeInfoResolver = EventBodyJson.Default.WithAddedModifier(LeaveHeaderOut),
            // No HTML is near these bytes, and most texts are half as long unescaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new RevealingConverter());
        options.Converters.Add(new GuidIdConverter<JobId>(id => id.Value, value => new JobId(value)));
        options.Converters.Add(new GuidIdConverter<ApiKeyId>(id => id.Value, value => new ApiKeyId(value)));
        options.Converters.Add(new GuidIdConverter<UserId>(id => id.Value, value => new UserId(value)));
        options.Converters.Add(new GuidIdConverter<SessionId>(id => id.Value, value => new SessionId(value)));
        options.MakeReadOnly();
        return options;
    }

    /// <summary>The properties of <see cref="AuditEvent"/> stand in the header; only the origin is personal and stays in the body.</summary>
    private static void LeaveHeaderOut(JsonTypeInfo type)
    {
        if (!type.Type.IsAssignableTo(typeof(AuditEvent)))
        {
            return;
        }

        foreach (var property in type.Properties.Where(property => HeaderProperties.Contains(property.Name)))
        {
            property.IsRequired = false;
            property.ShouldSerialize = static (_, _) => false;
        }
    }

    private static readonly HashSet<string> HeaderProperties =
    [
        .. typeof(AuditEvent)
            .GetProperties()
            .Select(property => property.Name)
            .Where(name => name != nameof(AuditEvent.Origin))
            .Select(JsonNamingPolicy.CamelCase.ConvertName),
    ];

    private sealed class RevealingConverter : JsonConverter<PersonalText>
    {
        public override PersonalText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, PersonalText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }

    private sealed class GuidIdConverter<TId>(Func<TId, Guid> valueOf, Func<Guid, TId> idOf) : JsonConverter<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => idOf(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(valueOf(value));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata
)]
[JsonSerializable(typeof(JobQueued))]
[JsonSerializable(typeof(JobMasked))]
[JsonSerializable(typeof(JobProviderCalled))]
[JsonSerializable(typeof(JobHeld))]
[JsonSerializable(typeof(JobDecided))]
[JsonSerializable(typeof(JobIntended))]
[JsonSerializable(typeof(JobDelivered))]
[JsonSerializable(typeof(JobUncertain))]
[JsonSerializable(typeof(JobFailed))]
[JsonSerializable(typeof(JobRetried))]
[JsonSerializable(typeof(JobBuried))]
[JsonSerializable(typeof(OrganizationCreated))]
[JsonSerializable(typeof(SettingChanged))]
[JsonSerializable(typeof(ApiKeyCreated))]
[JsonSerializable(typeof(ApiKeyRevoked))]
[JsonSerializable(typeof(CredentialChanged))]
[JsonSerializable(typeof(KillSwitchChanged))]
[JsonSerializable(typeof(RequestServed))]
[JsonSerializable(typeof(KeyRotationChanged))]
[JsonSerializable(typeof(BodiesRemoved))]
[JsonSerializable(typeof(PrivacyRequestChanged))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(SignInFailed))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(SignInMethodChanged))]
[JsonSerializable(typeof(MembershipChanged))]
[JsonSerializable(typeof(InvitationChanged))]
[JsonSerializable(typeof(KeyringMoved))]
[JsonSerializable(typeof(CustomerKeyChanged))]
[JsonSerializable(typeof(SinkChanged))]
[JsonSerializable(typeof(AlertRaised))]
[JsonSerializable(typeof(LogReconciled))]
[JsonSerializable(typeof(RequestsRefused))]
[JsonSerializable(typeof(DenialsCounted))]
[JsonSerializable(typeof(LogTruncated))]
[JsonSerializable(typeof(ClosureChanged))]
[JsonSerializable(typeof(ContentSearched))]
[JsonSerializable(typeof(ImpersonationBegan))]
[JsonSerializable(typeof(SupportAccessChanged))]
[JsonSerializable(typeof(KnowledgeChanged))]
[JsonSerializable(typeof(ApprovalChanged))]
[JsonSerializable(typeof(ApiKeyLeftBehind))]
[JsonSerializable(typeof(AccountRemoved))]
internal sealed partial class EventBodyJson : JsonSerializerContext;
