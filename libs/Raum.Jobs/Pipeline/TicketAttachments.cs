using Microsoft.Extensions.Options;
using Raum.Attachments;
using Raum.Core;
using Raum.Jobs.Operations;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>An attachment of a ticket as step 4 read it, in clear, or why it was not read.</summary>
/// <param name="Comment">Which comment it hangs on, by its place in the ticket.</param>
internal sealed record CollectedAttachment(int Comment, AttachmentText Content);

/// <summary>PII-8: the text of a ticket's files. What cannot be read does not go to a model, and the record says so.</summary>
internal sealed class TicketAttachments(ITicketSource tickets, AttachmentReader reader, IOptions<AttachmentOptions> options)
{
    // A text of fewer letters in no recognizable language is a short one, not a foreign one.
    private const int ShortText = 200;

    /// <returns>In the order of the ticket. A failure only where the desk may answer later: the job is tried again, so that every try sees the same.</returns>
    public async Task<Outcome<IReadOnlyList<CollectedAttachment>>> ReadAsync(
        QueuedJob job,
        Ticket ticket,
        CancellationToken cancellationToken
    )
    {
        var withNotes = InternalNotes.MayBeRead(job.Operation, job.Audience);
        var files = ticket
            .Comments.SelectMany((comment, at) => (comment.Files ?? []).Select(file => (Comment: comment, At: at, File: file)))
            .Where(found => found.Comment.Public || withNotes)
            .ToList();
        var attachments = new List<CollectedAttachment>(files.Count);
        var budget = reader.NewBudget();
        // The newest files are what a conversation is about: they are the first to be read.
        for (var i = files.Count - 1; i >= 0; i--)
        {
            var tooMany = files.Count - i > options.Value.MaxPerTicket;
            var read = tooMany
                ? AttachmentText.Refused(AttachmentRefusal.TooMany)
                : await ReadAsync(job.Organization, files[i].File, budget, cancellationToken);
            if (!read.Succeeded)
            {
                return read.Failure;
            }

            // Files inside a mail that were not read are on record as files of the ticket are.
            attachments.AddRange(
                read.Value.RefusedInside.Select(refusal => new CollectedAttachment(files[i].At, AttachmentText.Refused(refusal)))
            );
            attachments.Add(new CollectedAttachment(files[i].At, read.Value));
        }

        attachments.Reverse();
        return attachments;
    }

    private async Task<Outcome<AttachmentText>> ReadAsync(
        OrganizationId organization,
        TicketFile file,
        MailBudget budget,
        CancellationToken cancellationToken
    )
    {
        var bytes = await tickets.ReadFileAsync(organization, file, options.Value.MaxBytes, cancellationToken);
        if (!bytes.Succeeded)
        {
            return bytes.Failure.Code switch
            {
                FailureCode.TooLarge => AttachmentText.Refused(AttachmentRefusal.TooLarge),
                var code when code.IsTransient() => bytes.Failure,
                _ => AttachmentText.Refused(AttachmentRefusal.NotFetched),
            };
        }

        var read = await reader.ReadAsync(bytes.Value, file.MediaType, budget, cancellationToken);
        return read.Text is { } text && !IsMeasured(text.Reveal()) ? AttachmentText.Refused(AttachmentRefusal.LanguageNotSupported) : read;
    }

    /// <summary>PII-10, for each file of its own: an organization's policy decides about what people write, not about what they attach.</summary>
    private static bool IsMeasured(string text)
    {
        var guess = LanguageGuess.Of(text);
        return guess.Code is null ? text.Count(char.IsLetter) < ShortText || IsTable(text) : guess.IsSupported;
    }

    /// <summary>Tables and logs are in no language.</summary>
    private static bool IsTable(string text) => text.Count(char.IsLetter) < text.Length / 2;
}
