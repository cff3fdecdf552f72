using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Keys;

namespace Raum.Jobs;

/// <summary>What a job says while it runs and what it found, sealed under the organization's transit key on its way.</summary>
public sealed class JobResults(IResultChannel channel, TransitSealer sealer)
{
    private const string Kind = "result";

    /// <summary>Reads what is there and then what comes, opened, until <see cref="ResultKind.End"/>.</summary>
    /// <param name="afterId">Id of the last entry the reader has; null from the start.</param>
    /// <remarks>An entry whose key is gone or that cannot be opened ends the reading: what follows it would be a text with a hole.</remarks>
    public async IAsyncEnumerable<JobResult> ReadAsync(
        OrganizationId organization,
        JobId job,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var entry in channel.ReadAsync(organization, job, afterId, cancellationToken))
        {
            var wire = new Wire(null, null, null, null);
            if (!entry.Sealed.IsEmpty)
            {
                var opened = await sealer.OpenAsync(organization, Kind, job.ToString(), entry.Sealed, cancellationToken);
                if (!opened.Succeeded)
                {
                    yield return new JobResult(entry.Id, ResultKind.Notice, null, null, opened.Failure.Code, []);
                    yield break;
                }

                wire = JsonSerializer.Deserialize(opened.Value, JobResultJson.Default.Wire)!;
                CryptographicOperations.ZeroMemory(opened.Value);
            }

            yield return new JobResult(
                entry.Id,
                entry.Kind,
                wire.Step,
                wire.Text is null ? null : new PersonalText(wire.Text),
                wire.Failure,
                wire.Reasons ?? []
            );
        }
    }

    internal Task<Outcome<Done>> ProgressAsync(QueuedJob job, Step step, CancellationToken cancellationToken) =>
        AppendAsync(job.Organization, job.Id, ResultKind.Progress, new Wire(step, null, null, null), cancellationToken);

    /// <summary>What the model is asked, masked: so that a person can see what left the house.</summary>
    internal Task<Outcome<Done>> PromptAsync(QueuedJob job, string maskedPrompt, CancellationToken cancellationToken) =>
        AppendAsync(job.Organization, job.Id, ResultKind.Prompt, new Wire(null, maskedPrompt, null, null), cancellationToken);

    /// <summary>What was said so far is void.</summary>
    internal Task<Outcome<Done>> RestartAsync(QueuedJob job, CancellationToken cancellationToken) =>
        AppendAsync(job.Organization, job.Id, ResultKind.Restart, null, cancellationToken);

    internal Task<Outcome<Done>> TextAsync(QueuedJob job, string text, CancellationToken cancellationToken) =>
        AppendAsync(job.Organization, job.Id, ResultKind.Text, new Wire(null, text, null, null), cancellationToken);

    /// <param name="reasons">What a person should look at before using the answer.</param>
    internal Task<Outcome<Done>> AnswerAsync(
        QueuedJob job,
        PersonalText answer,
        IReadOnlyList<HoldReason> reasons,
        CancellationToken cancellationToken
    ) => AppendAsync(job.Organization, job.Id, ResultKind.Answer, new Wire(null, answer.Reveal(), null, reasons), cancellationToken);

    /// <summary>The job waits for a person; the draft goes along as it is kept, masked.</summary>
    internal Task<Outcome<Done>> HeldAsync(
        QueuedJob job,
        string maskedDraft,
        IReadOnlyList<HoldReason> reasons,
        CancellationToken cancellationToken
    ) => AppendAsync(job.Organization, job.Id, ResultKind.Notice, new Wire(null, maskedDraft, null, reasons), cancellationToken);

    internal Task<Outcome<Done>> FailedAsync(
        OrganizationId organization,
        JobId job,
        FailureCode failure,
        CancellationToken cancellationToken
    ) => AppendAsync(organization, job, ResultKind.Notice, new Wire(null, null, failure, null), cancellationToken);

    internal Task<Outcome<Done>> EndAsync(OrganizationId organization, JobId job, CancellationToken cancellationToken) =>
        AppendAsync(organization, job, ResultKind.End, null, cancellationToken);

    private async Task<Outcome<Done>> AppendAsync(
        OrganizationId organization,
        JobId job,
        ResultKind kind,
        Wire? wire,
        CancellationToken cancellationToken
    )
    {
        if (wire is null)
        {
            return await channel.AppendAsync(organization, job, kind, ReadOnlyMemory<byte>.Empty, cancellationToken);
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(wire, JobResultJson.Default.Wire);
        var sealedBytes = await sealer.SealAsync(organization, Kind, job.ToString(), bytes, cancellationToken);
        CryptographicOperations.ZeroMemory(bytes);
        return sealedBytes.Succeeded
            ? await channel.AppendAsync(organization, job, kind, sealedBytes.Value, cancellationToken)
            : sealedBytes.Failure;
    }

    // The clear form exists between here and the sealer only.
    internal sealed record Wire(Step? Step, string? Text, FailureCode? Failure, IReadOnlyList<HoldReason>? Reasons);
}

/// <summary>An opened entry of a job's result.</summary>
/// <param name="Step">For <see cref="ResultKind.Progress"/>: the step the job has reached.</param>
/// <param name="Text">A piece, or the whole answer, with its values; for a <see cref="ResultKind.Notice"/> of a held draft the masked draft.</param>
/// <param name="Failure">For a <see cref="ResultKind.Notice"/>: why the job failed.</param>
/// <param name="Reasons">For a held draft why it waits; for an answer what a person should look at.</param>
public sealed record JobResult(
    string Id,
    ResultKind Kind,
    Step? Step,
    PersonalText? Text,
    FailureCode? Failure,
    IReadOnlyList<HoldReason> Reasons
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(JobResults.Wire))]
internal sealed partial class JobResultJson : JsonSerializerContext;
