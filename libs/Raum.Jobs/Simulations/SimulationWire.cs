using Raum.Core;
using Raum.Organizations.Knowledge;

namespace Raum.Jobs.Simulations;

/// <summary>The clear form of a pasted ticket, between memory and the seal.</summary>
internal sealed record PastedWire(
    string? Subject,
    IReadOnlyList<MessageWire> Messages,
    IReadOnlyList<JobTexts.PersonWire> People,
    IReadOnlyList<string> Tags
)
{
    public static PastedWire Of(PastedTicket ticket) =>
        new(
            ticket.Subject?.Reveal(),
            [.. ticket.Messages.Select(message => new MessageWire(message.FromAgent, message.Public, message.Text.Reveal()))],
            [.. ticket.People.Select(JobTexts.PersonWire.Of)],
            ticket.Tags
        );

    public PastedTicket Read() =>
        new(
            JobTexts.Wire.Personal(Subject),
            [.. Messages.Select(message => new PastedMessage(message.FromAgent, message.Public, new PersonalText(message.Text)))],
            [.. People.Select(person => person.Read())],
            Tags
        );
}

internal sealed record MessageWire(bool FromAgent, bool Public, string Text);

/// <summary>The clear form of a text on trial, between memory and the seal.</summary>
internal sealed record TrialWire(
    KnowledgeKind Kind,
    Guid? Entry,
    long Version,
    string Title,
    string Body,
    string? Language,
    IReadOnlyList<string> Tags,
    IReadOnlyList<AiOperation> Operations,
    Uri? Url
)
{
    public static TrialWire Of(TrialText trial) =>
        new(
            trial.Kind,
            trial.Entry,
            trial.Version,
            trial.Document.Title.Reveal(),
            trial.Document.Body.Reveal(),
            trial.Document.Language,
            trial.Document.Tags,
            trial.Document.Operations,
            trial.Document.Url
        );

    public TrialText Read() =>
        new(
            Kind,
            Entry,
            Version,
            new KnowledgeDocument
            {
                Title = new PersonalText(Title),
                Body = new PersonalText(Body),
                Language = Language,
                Tags = Tags,
                Operations = Operations,
                Url = Url,
            }
        );
}
