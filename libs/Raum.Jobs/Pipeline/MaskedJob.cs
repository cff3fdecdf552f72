using System.Text.RegularExpressions;
using Raum.Attachments;
using Raum.AuditStore.Erasure;
using Raum.Core;
using Raum.Jobs.Knowledge;
using Raum.Jobs.Operations;
using Raum.Redaction;

namespace Raum.Jobs.Pipeline;

/// <summary>What step 4 brought together, in clear. Memory only.</summary>
/// <param name="Ticket">Null for a job that carries its text.</param>
/// <param name="Text">Null for a job that carries none.</param>
internal sealed record CollectedJob(JobSettings Settings, Ticket? Ticket, JobText? Text, bool LanguageIsMeasured)
{
    /// <summary>Files of the ticket, in its order.</summary>
    public IReadOnlyList<CollectedAttachment> Attachments { get; init; } = [];

    /// <summary>Whom the job is about, for an erasure that comes later (KEY-7). Not the agents: what they did is the organization's record.</summary>
    public IEnumerable<DataSubject> Subjects =>
        (Ticket?.People ?? [])
            .Concat(Text?.People ?? [])
            .Where(person => person.Role != TicketRole.Agent)
            .SelectMany(person =>
                new[] { DataSubject.ByZendeskUser(person.Id), person.Email is { } email ? DataSubject.ByEmail(email) : null }
            )
            .OfType<DataSubject>();
}

/// <summary>Step 5: the job without its values, and the one object that knows them.</summary>
internal sealed class MaskedJob
{
    private MaskedJob(RedactionSession session, OperationInput input, RestorePolicy policy, IReadOnlyList<CollectedAttachment> attachments)
    {
        AttachmentsByOutcome = attachments
            .GroupBy(attachment => attachment.Content.Refusal == AttachmentRefusal.None ? "Read" : attachment.Content.Refusal.ToString())
            .ToDictionary(group => group.Key, group => group.Count());
        Session = session;
        Input = input;
        Policy = policy;
    }

    /// <summary>Knows the values. It dies with the try.</summary>
    public RedactionSession Session { get; }

    /// <summary>What an operation may use.</summary>
    public OperationInput Input { get; private set; }

    /// <summary>Which values the answer may show where it goes (PII-6).</summary>
    public RestorePolicy Policy { get; }

    /// <summary>The masked texts whose links an answer may repeat.</summary>
    public IEnumerable<string> Sources =>
        Input
            .Conversation.Select(message => message.Text)
            .Append(Input.Subject ?? "")
            .Append(Input.Text ?? "")
            .Append(Input.Instruction ?? "")
            .Concat(Input.Guidance.Articles)
            .Concat(Input.Guidance.Procedures);

    public IReadOnlyDictionary<string, int> ValuesByType => Session.Counts.ToDictionary(count => count.Key.Label(), count => count.Value);

    /// <summary>How many files were read, and how many refused for which reason; empty where there were none.</summary>
    public IReadOnlyDictionary<string, int> AttachmentsByOutcome { get; }

    /// <summary>Masks everything of a job in one session. The ticket comes first, so that reading it again gives the same placeholders.</summary>
    /// <returns><see cref="FailureCode.MaskingFailed"/> when a pattern of the organization took too long on one of the texts.</returns>
    public static Outcome<MaskedJob> Of(QueuedJob job, CollectedJob collected)
    {
        try
        {
            return Masked(job, collected);
        }
        catch (RegexMatchTimeoutException)
        {
            // It carries the text, so only the code goes on.
            return new Failure(FailureCode.MaskingFailed);
        }
    }

    private static MaskedJob Masked(QueuedJob job, CollectedJob collected)
    {
        var (settings, ticket, text, measured) = collected;
        var people = (ticket?.People ?? []).Concat(text?.People ?? []).Select(Known).ToList();
        var session = new RedactionSession(settings.Redaction(measured), people);

        var comments = ticket?.Comments ?? [];
        var files = collected.Attachments.Where(attachment => attachment.Content.Text is not null).ToList();
        var masked = session.MaskAll([
            ticket?.Subject ?? PersonalText.Empty,
            .. comments.Select(comment => comment.Text),
            text?.Subject ?? PersonalText.Empty,
            text?.Text ?? PersonalText.Empty,
            text?.Instruction ?? PersonalText.Empty,
            .. files.Select(file => file.Content.Text!),
        ]);
        var attached = files
            .Select((file, i) => (file.Comment, masked[comments.Count + 4 + i].Text))
            .ToLookup(file => file.Comment, file => file.Text);

        var withNotes = InternalNotes.MayBeRead(job.Operation, job.Audience);
        var agents = (ticket?.People ?? []).Where(person => person.Role == TicketRole.Agent).Select(person => person.Id).ToHashSet();
        var conversation = comments
            .Select((comment, i) => (Comment: comment, Text: WithFiles(masked[i + 1].Text, attached[i])))
            .Where(message => message.Comment.Public || withNotes)
            .Select(message => new MaskedMessage(
                !message.Comment.Public || agents.Contains(message.Comment.AuthorId) ? Speaker.Agent : Speaker.Customer,
                message.Comment.Public,
                message.Text
            ))
            .ToList();

        return new MaskedJob(
            session,
            new OperationInput(
                NotEmpty(masked[0].Text) ?? NotEmpty(masked[comments.Count + 1].Text),
                conversation,
                NotEmpty(masked[comments.Count + 2].Text),
                NotEmpty(masked[comments.Count + 3].Text),
                job.Options
            ),
            PolicyOf(job, ticket, masked),
            collected.Attachments
        );
    }

    /// <summary>Adds what the organization gives along, masked with this job's session.</summary>
    public void Take(Guidance guidance) => Input = Input with { Guidance = guidance };

    /// <summary>
    /// PII-6. A public reply shows only what each of its recipients has in a public comment or the subject: the desk shows those to the requester and to
    /// every copied person, whenever they joined. The requester's own profile counts when nobody else reads along.
    /// </summary>
    private static RestorePolicy PolicyOf(QueuedJob job, Ticket? ticket, IReadOnlyList<MaskedText> masked)
    {
        if (job.Audience != DeliveryTarget.PublicReply)
        {
            return RestorePolicy.Everything;
        }

        if (ticket is null)
        {
            return RestorePolicy.Nothing;
        }

        var seen = ticket.Comments.Select((comment, i) => (comment.Public, Text: masked[i + 1])).Where(c => c.Public).Select(c => c.Text);
        var recipients = ticket.People.Where(person => person.Role is TicketRole.Requester or TicketRole.Cc).ToList();
        return RestorePolicy.SeenBy(seen.Prepend(masked[0]), recipients is [{ Role: TicketRole.Requester } sole] ? Known(sole) : null);
    }

    private static string WithFiles(string text, IEnumerable<string> files) =>
        string.Concat(files.Select((file, i) => $"\n\n[Attached file {i + 1}]\n{file.Trim()}\n[End of file {i + 1}]").Prepend(text));

    private static KnownPerson Known(TicketPerson person) =>
        new(
            person.Role switch
            {
                TicketRole.Requester => PersonRole.Requester,
                TicketRole.Cc => PersonRole.Cc,
                TicketRole.Agent => PersonRole.Agent,
                _ => PersonRole.Other,
            },
            person.Name.Reveal(),
            person.Email?.Reveal(),
            person.Phone?.Reveal()
        );

    private static string? NotEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
