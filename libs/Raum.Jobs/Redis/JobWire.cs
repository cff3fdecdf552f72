using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Jobs.Redis;

/// <summary>The clear part of a job in Redis: ids and closed vocabularies. Property names are stored; they never change their meaning.</summary>
internal sealed record JobWire(
    Guid Id,
    Guid Organization,
    AiOperation Operation,
    DeliveryTarget Target,
    JobLane Lane,
    AuditActor Actor,
    Guid Correlation,
    DateTimeOffset AcceptedAt,
    JobKind Kind,
    long? TicketId,
    JobOptions Options,
    string? TraceParent,
    bool HadText,
    long? Agent = null,
    DeliveryTarget? Simulates = null
)
{
    public static byte[] Write(QueuedJob job) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new JobWire(
                job.Id.Value,
                job.Organization.Value,
                job.Operation,
                job.Target,
                job.Lane,
                job.Actor,
                job.Correlation.Value,
                job.AcceptedAt,
                job.Kind,
                job.TicketId,
                job.Options,
                job.TraceParent,
                job.SealedText is not null,
                job.Agent,
                job.Simulates
            ),
            JobWireJson.Default.JobWire
        );

    /// <returns>Null for bytes that are not a job of this organization.</returns>
    public static JobWire? Read(ReadOnlySpan<byte> json, OrganizationId organization)
    {
        try
        {
            var wire = JsonSerializer.Deserialize(json, JobWireJson.Default.JobWire);
            return wire is { Actor: not null, Options: not null } && wire.Organization == organization.Value ? wire : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public QueuedJob ToJob(byte[]? sealedText) =>
        new()
        {
            Id = new JobId(Id),
            Organization = new OrganizationId(Organization),
            Operation = Operation,
            Target = Target,
            Lane = Lane,
            Actor = Actor,
            Correlation = new CorrelationId(Correlation),
            AcceptedAt = AcceptedAt,
            Kind = Kind,
            TicketId = TicketId,
            Agent = Agent,
            Simulates = Simulates,
            Options = Options,
            TraceParent = TraceParent,
            SealedText = sealedText is null ? default(ReadOnlyMemory<byte>?) : sealedText,
        };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(JobWire))]
internal sealed partial class JobWireJson : JsonSerializerContext;
