using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Raum.Core;
using Raum.Jobs.Simulations;
using Raum.Keys;

namespace Raum.Jobs;

/// <summary>Seals and opens the text of jobs that carry their own (FLOW-2), under the organization's transit key.</summary>
public sealed class JobTexts(TransitSealer sealer)
{
    private const string Kind = "job";

    /// <summary>Seals a text for <see cref="QueuedJob.SealedText"/>; it opens for this job only.</summary>
    /// <returns><see cref="FailureCode.KeyUnavailable"/>: nothing was sealed.</returns>
    public async ValueTask<Outcome<ReadOnlyMemory<byte>>> SealAsync(
        OrganizationId organization,
        JobId job,
        JobText text,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Wire.Of(text), JobTextJson.Default.Wire);
        try
        {
            var sealedText = await sealer.SealAsync(organization, Kind, job.ToString(), bytes, cancellationToken);
            return sealedText.Succeeded ? (ReadOnlyMemory<byte>)sealedText.Value : sealedText.Failure;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Opens the text of a job.</summary>
    /// <returns>
    /// <see cref="FailureCode.TextGone"/> when its key was destroyed or the job has none; <see cref="FailureCode.SealBroken"/>;
    /// <see cref="FailureCode.UnreadableJob"/> when what was sealed is no text; <see cref="FailureCode.KeyUnavailable"/>.
    /// </returns>
    public async ValueTask<Outcome<JobText>> OpenAsync(QueuedJob job, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        if (job.SealedText is not { } sealedText)
        {
            return new Failure(FailureCode.TextGone);
        }

        var opened = await sealer.OpenAsync(job.Organization, Kind, job.Id.ToString(), sealedText, cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Failure;
        }

        try
        {
            var wire = JsonSerializer.Deserialize(opened.Value, JobTextJson.Default.Wire);
            return wire is null ? new Failure(FailureCode.UnreadableJob) : wire.ToText();
        }
        catch (JsonException)
        {
            return new Failure(FailureCode.UnreadableJob);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(opened.Value);
        }
    }

    // The clear form exists between here and the sealer only; PersonalText itself never becomes JSON.
    internal sealed record Wire(
        string? Subject,
        string? Text,
        IReadOnlyList<PersonWire>? People,
        string? Instruction,
        string? EditedAnswer,
        PastedWire? Pasted = null,
        IReadOnlyList<TrialWire>? Trial = null
    )
    {
        public static Wire Of(JobText text) =>
            new(
                text.Subject?.Reveal(),
                text.Text?.Reveal(),
                [.. text.People.Select(PersonWire.Of)],
                text.Instruction?.Reveal(),
                text.EditedAnswer?.Reveal(),
                text.Pasted is { } pasted ? PastedWire.Of(pasted) : null,
                text.Trial is { } trial ? [.. trial.Select(TrialWire.Of)] : null
            );

        public JobText ToText() =>
            new(
                Personal(Subject),
                Personal(Text),
                [.. (People ?? []).Select(person => person.Read())],
                Personal(Instruction),
                Personal(EditedAnswer),
                Pasted?.Read(),
                Trial is { } trial ? [.. trial.Select(one => one.Read())] : null
            );

        internal static PersonalText? Personal(string? text) => text is null ? null : new PersonalText(text);
    }

    internal sealed record PersonWire(long Id, TicketRole Role, string Name, string? Email, string? Phone)
    {
        public static PersonWire Of(TicketPerson person) =>
            new(person.Id, person.Role, person.Name.Reveal(), person.Email?.Reveal(), person.Phone?.Reveal());

        public TicketPerson Read() => new(Id, Role, new PersonalText(Name), Wire.Personal(Email), Wire.Personal(Phone));
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(JobTexts.Wire))]
[JsonSerializable(typeof(RequestSeals.RequestWire))]
internal sealed partial class JobTextJson : JsonSerializerContext;
