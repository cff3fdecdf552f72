using Raum.Core;
using Raum.Organizations.Settings;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>Step 4: settings, kill switch, ticket or text, objection and language.</summary>
internal sealed class JobCollector(
    JobSettingsReader settings,
    ITicketSource tickets,
    TicketAttachments attachments,
    JobTexts texts,
    Objections objections
)
{
    // A text of fewer letters in no recognizable language is a short one, not a foreign one.
    private const int ShortText = 200;

    private static readonly Outcome<IReadOnlyList<CollectedAttachment>> NoFiles = new List<CollectedAttachment>();

    /// <returns>
    /// <see cref="FailureCode.KillSwitch"/>, <see cref="FailureCode.Objection"/>, <see cref="FailureCode.LanguageNotSupported"/>,
    /// <see cref="FailureCode.InvalidRequest"/> for a job without material, <see cref="FailureCode.TextGone"/>, and failures of desk and stores.
    /// </returns>
    public async Task<Outcome<CollectedJob>> CollectAsync(QueuedJob job, CancellationToken cancellationToken)
    {
        var current = await settings.ReadAsync(job, cancellationToken);
        if (!current.Succeeded)
        {
            return current.Failure;
        }

        if (job.TicketId is null && job.Target is DeliveryTarget.PublicReply or DeliveryTarget.InternalNote)
        {
            return new Failure(FailureCode.InvalidRequest);
        }

        JobText? text = null;
        if (job.SealedText is not null || job.TicketId is null)
        {
            var opened = await texts.OpenAsync(job, cancellationToken);
            if (!opened.Succeeded)
            {
                return opened.Failure;
            }

            text = opened.Value;
        }

        Ticket? ticket = null;
        if (job.TicketId is { } ticketId)
        {
            if (job.Agent is { } agent)
            {
                var visible = await tickets.CheckVisibleAsync(job.Organization, ticketId, agent, cancellationToken);
                if (!visible.Succeeded)
                {
                    return visible.Failure;
                }
            }

            var read = await tickets.ReadAsync(job.Organization, ticketId, cancellationToken);
            if (!read.Succeeded)
            {
                return read.Failure;
            }

            ticket = read.Value;
        }
        else if (text?.Pasted is { } pasted)
        {
            ticket = pasted.AsRead(job.AcceptedAt);
        }

        var requesters = (ticket?.People ?? []).Where(person => person.Role == TicketRole.Requester).Select(person => person.Id).ToList();
        var objects = await objections.AnyAsync(job.Organization, requesters, cancellationToken);
        if (!objects.Succeeded || objects.Value)
        {
            return objects.Failure ?? new Failure(FailureCode.Objection);
        }

        var measured = IsMeasured(ticket, text);
        if (!measured && job.Kind != JobKind.DeliverApproved && current.Value.Organization.UnsupportedLanguage == LanguagePolicy.Refuse)
        {
            return new Failure(FailureCode.LanguageNotSupported);
        }

        // Last: files are read only for a job that goes on.
        var files = ticket is null ? NoFiles : await attachments.ReadAsync(job, ticket, cancellationToken);
        return files.Succeeded ? new CollectedJob(current.Value, ticket, text, measured) { Attachments = files.Value } : files.Failure;
    }

    /// <summary>PII-10: true when the masking quality of the text's language is known, or the text is too short to tell.</summary>
    internal static bool IsMeasured(Ticket? ticket, JobText? text)
    {
        var people = (ticket?.Comments ?? []).Where(comment => comment.Public).Reverse().Select(comment => comment.Text.Reveal());
        var all = string.Join('\n', people.Append(text?.Text?.Reveal() ?? ""));
        var guess = LanguageGuess.Of(all);
        return guess.Code is null ? all.Count(char.IsLetter) < ShortText : guess.IsSupported;
    }
}
