using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Keys;

namespace Raum.Jobs.Simulations;

/// <summary>Reports of simulations, sealed under the organization's transit key while they are kept: for minutes, and never longer than the key.</summary>
public sealed class SimulationReports(ISimulationStore store, TransitSealer sealer)
{
    private const string Kind = "simulation";

    /// <summary>Opens what a simulation found.</summary>
    /// <returns>
    /// Null when there is nothing, or no longer; <see cref="FailureCode.QueueUnavailable"/>, <see cref="FailureCode.KeyUnavailable"/>,
    /// <see cref="FailureCode.SealBroken"/>.
    /// </returns>
    public async Task<Outcome<SimulationReport?>> FindAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(organization, job, cancellationToken);
        if (!found.Succeeded || found.Value is null)
        {
            return found.Succeeded ? (SimulationReport?)null : found.Failure;
        }

        var opened = await sealer.OpenAsync(organization, Kind, job.ToString(), found.Value, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure.Code == FailureCode.TextGone ? (SimulationReport?)null : opened.Failure;
        }

        try
        {
            return JsonSerializer.Deserialize(opened.Value, SimulationJson.Default.Wire)!.Read();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened.Value);
        }
    }

    /// <returns><see cref="FailureCode.QueueUnavailable"/>, <see cref="FailureCode.KeyUnavailable"/>.</returns>
    internal async Task<Outcome<Done>> KeepAsync(
        OrganizationId organization,
        JobId job,
        SimulationReport report,
        CancellationToken cancellationToken
    )
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Wire.Of(report), SimulationJson.Default.Wire);
        try
        {
            var sealedBytes = await sealer.SealAsync(organization, Kind, job.ToString(), bytes, cancellationToken);
            return sealedBytes.Succeeded
                ? await store.PutAsync(organization, job, sealedBytes.Value, cancellationToken)
                : sealedBytes.Failure;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    // The clear form exists between here and the sealer only.
    internal sealed record Wire(
        DeliveryTarget Audience,
        string System,
        string User,
        string Raw,
        string Restored,
        IReadOnlyList<HoldReason> Reasons,
        bool WouldWait,
        IReadOnlyDictionary<string, int> ValuesByType,
        PlaceholderCounts Placeholders,
        int Withheld,
        string StopReason,
        IReadOnlyList<KnowledgeUse> Knowledge,
        int ProceduresLeftOut,
        IReadOnlyDictionary<string, int> Attachments,
        IReadOnlyList<SimulatedCall> Calls
    )
    {
        public static Wire Of(SimulationReport report) =>
            new(
                report.Audience,
                report.System.Reveal(),
                report.User.Reveal(),
                report.Raw.Reveal(),
                report.Restored.Reveal(),
                report.Reasons,
                report.WouldWait,
                report.ValuesByType,
                report.Placeholders,
                report.Withheld,
                report.StopReason,
                report.Knowledge,
                report.ProceduresLeftOut,
                report.Attachments,
                report.Calls
            );

        public SimulationReport Read() =>
            new(
                Audience,
                new PersonalText(System),
                new PersonalText(User),
                new PersonalText(Raw),
                new PersonalText(Restored),
                Reasons,
                WouldWait,
                ValuesByType,
                Placeholders,
                Withheld,
                StopReason,
                Knowledge,
                ProceduresLeftOut,
                Attachments,
                Calls
            );
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(SimulationReports.Wire))]
internal sealed partial class SimulationJson : JsonSerializerContext;
