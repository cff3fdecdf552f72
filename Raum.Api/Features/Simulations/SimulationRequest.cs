using FluentValidation;
using Raum.Api.Features.Jobs;
using Raum.Api.Features.Knowledge;
using Raum.Core;
using Raum.Jobs;
using Raum.Jobs.Simulations;
using Raum.Organizations.Knowledge;

namespace Raum.Api.Features.Simulations;

/// <summary>What is tried: a ticket of the desk, a pasted one, or a text, as a job would have it.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="TicketId">The desk's number of a ticket, which the worker reads itself. This, <paramref name="Ticket"/> or <paramref name="Text"/>.</param>
/// <param name="Ticket">A ticket that no desk has.</param>
/// <param name="Subject">Subject line that belongs to the text.</param>
/// <param name="Text">The text to work on, at most 100,000 UTF-16 code units.</param>
/// <param name="People">People who may occur in the text. At most 50.</param>
/// <param name="Instruction">What the answer should do or avoid. Masked like the text.</param>
/// <param name="Target">The target whose rules hold; nothing reaches it. <c>publicReply</c> when absent, <c>result</c> for a text.</param>
/// <param name="Trial">Procedures and articles that are tried instead of those in force.</param>
internal sealed record SimulationRequest(
    AiOperation? Operation = null,
    long? TicketId = null,
    PastedTicketRequest? Ticket = null,
    PersonalText? Subject = null,
    PersonalText? Text = null,
    IReadOnlyList<PersonRequest>? People = null,
    PersonalText? Instruction = null,
    JobOptionsRequest? Options = null,
    DeliveryTarget? Target = null,
    TrialRequest? Trial = null
)
{
    public DeliveryTarget Audience => Target ?? (Text is null ? DeliveryTarget.PublicReply : DeliveryTarget.Result);

    public JobText AsText(IReadOnlyList<TrialText> trial) =>
        new(
            Subject,
            Text,
            [.. (People ?? []).Select(person => person.AsTicketPerson())],
            Instruction,
            Pasted: Ticket?.AsPasted(),
            Trial: trial.Count == 0 ? null : trial
        );
}

/// <param name="Messages">Oldest first, 1 to 200; the first is the description. 100,000 UTF-16 code units together.</param>
/// <param name="People">Whom the ticket would name: requester, copied people, agents. At most 50.</param>
/// <param name="Tags">Tags of the desk: they tell which procedures apply. At most 20, in lower case.</param>
internal sealed record PastedTicketRequest(
    PersonalText? Subject = null,
    IReadOnlyList<PastedMessageRequest>? Messages = null,
    IReadOnlyList<PersonRequest>? People = null,
    IReadOnlyList<string>? Tags = null
)
{
    public PastedTicket AsPasted() =>
        new(
            Subject,
            [
                .. (Messages ?? []).Select(message => new PastedMessage(
                    message.From == MessageSide.Agent,
                    message.Public ?? true,
                    message.Text!
                )),
            ],
            [.. (People ?? []).Select(person => person.AsTicketPerson())],
            Tags ?? []
        );
}

/// <param name="From"><c>customer</c> when absent.</param>
/// <param name="Public">False for an internal note.</param>
internal sealed record PastedMessageRequest(PersonalText? Text = null, MessageSide? From = null, bool? Public = null);

internal enum MessageSide
{
    Customer,
    Agent,
}

/// <param name="Procedures">At most 5.</param>
/// <param name="Articles">At most 5.</param>
internal sealed record TrialRequest(
    IReadOnlyList<TrialProcedureRequest>? Procedures = null,
    IReadOnlyList<TrialArticleRequest>? Articles = null
);

/// <param name="Entry">The procedure it is tried instead of; absent for a new one.</param>
/// <param name="Version">A version of it that is kept. This or <paramref name="Text"/>.</param>
/// <param name="Text">Words that no version has yet.</param>
internal sealed record TrialProcedureRequest(Guid? Entry = null, long? Version = null, ProcedureRequest? Text = null);

/// <param name="Entry">The article it is tried instead of; absent for a new one.</param>
/// <param name="Version">A version of it that is kept. This or <paramref name="Text"/>.</param>
/// <param name="Text">Words that no version has yet.</param>
internal sealed record TrialArticleRequest(Guid? Entry = null, long? Version = null, ArticleRequest? Text = null);

internal sealed class SimulationRequestRules : AbstractValidator<SimulationRequest>
{
    public SimulationRequestRules()
    {
        RuleFor(request => request.Operation)
            .NotNull()
            .WithMessage("must be one of generate, translate, rewrite, grammar, summarize, resolve");
        RuleFor(request => request)
            .Must(request => new object?[] { request.TicketId, request.Ticket, request.Text }.Count(one => one is not null) == 1)
            .WithName("$")
            .WithMessage("must have one of ticketId, ticket and text");
        RuleFor(request => request.TicketId).GreaterThan(0).WithMessage("must be a positive number");
        RuleFor(request => request.Ticket!).SetValidator(new PastedTicketRules()).When(request => request.Ticket is not null);
        RuleFor(request => request.Text)
            .Must(text => text is not { Length: 0 or > JobRequestRules.MaxTextLength })
            .WithMessage("must have 1 to 100,000 characters");
        RuleFor(request => request.Subject)
            .Must(text => text is not { Length: > JobRequestRules.MaxLineLength })
            .WithMessage("must have at most 1,000 characters");
        RuleFor(request => request.Instruction)
            .Must(text => text is not { Length: > JobRequestRules.MaxInstructionLength })
            .WithMessage("must have at most 4,000 characters");
        RuleFor(request => request.People).Must(PersonRules.AreFew).WithMessage(PersonRules.Few);
        RuleForEach(request => request.People).SetValidator(new PersonRules());
        RuleFor(request => request.Target)
            .NotEqual(DeliveryTarget.Simulation)
            .WithMessage("must be one of publicReply, internalNote, callback, result");
        RuleFor(request => request.Target)
            .Must((request, target) => request.Text is null || target is not (DeliveryTarget.PublicReply or DeliveryTarget.InternalNote))
            .WithMessage("needs a ticket");
        RuleFor(request => request.Operation)
            .Must((request, operation) => operation is not AiOperation.Resolve || request.Text is null)
            .WithMessage("needs a ticket");
        RuleFor(request => request.Options!).SetValidator(new JobOptionsRules()).When(request => request.Options is not null);
        RuleFor(request => request.Options)
            .Must((request, options) => request.Operation is not AiOperation.Translate || options?.Language is not null)
            .WithMessage("must name the language");
        RuleFor(request => request.Trial!).SetValidator(new TrialRules()).When(request => request.Trial is not null);
    }
}

internal sealed class PastedTicketRules : AbstractValidator<PastedTicketRequest>
{
    private const int MaxMessages = 200;

    public PastedTicketRules()
    {
        RuleFor(ticket => ticket.Subject)
            .Must(text => text is not { Length: > JobRequestRules.MaxLineLength })
            .WithMessage("must have at most 1,000 characters");
        RuleFor(ticket => ticket.Messages)
            .Must(messages =>
                messages is { Count: > 0 and <= MaxMessages }
                && messages.All(message => message?.Text is { Length: > 0 })
                && messages.Sum(message => (long)message.Text!.Length) <= JobRequestRules.MaxTextLength
            )
            .WithMessage("must be 1 to 200 messages with a text each, of 100,000 characters together");
        RuleFor(ticket => ticket.People).Must(PersonRules.AreFew).WithMessage(PersonRules.Few);
        RuleForEach(ticket => ticket.People).SetValidator(new PersonRules());
        RuleFor(ticket => ticket.Tags).Must(KnowledgeRules.AreTags).WithMessage(KnowledgeWords.Tags);
    }
}

internal sealed class TrialRules : AbstractValidator<TrialRequest>
{
    private const int Most = 5;
    private const string Either = "must each have a text, or the version of an entry";

    public TrialRules()
    {
        RuleFor(trial => trial.Procedures)
            .Must(tried => AreFew(tried?.Select(one => one?.Entry)))
            .WithMessage("must be 5 at most, each of another entry")
            .Must(tried => tried is null || tried.All(one => one is not null && IsOne(one.Entry, one.Version, one.Text)))
            .WithMessage(Either);
        RuleForEach(trial => trial.Procedures)
            .ChildRules(tried =>
                tried.RuleFor(one => one.Text!).SetValidator(new ProcedureRequestRules()).When(one => one.Text is not null)
            );
        RuleFor(trial => trial.Articles)
            .Must(tried => AreFew(tried?.Select(one => one?.Entry)))
            .WithMessage("must be 5 at most, each of another entry")
            .Must(tried => tried is null || tried.All(one => one is not null && IsOne(one.Entry, one.Version, one.Text)))
            .WithMessage(Either);
        RuleForEach(trial => trial.Articles)
            .ChildRules(tried => tried.RuleFor(one => one.Text!).SetValidator(new ArticleRequestRules()).When(one => one.Text is not null));
    }

    // One new text of a kind: it goes by the job's id.
    private static bool AreFew(IEnumerable<Guid?>? entries)
    {
        var all = (entries ?? []).ToList();
        return all.Count <= Most && all.Distinct().Count() == all.Count;
    }

    private static bool IsOne(Guid? entry, long? version, object? text) =>
        text is null ? entry is not null && version is > 0 : version is null;
}
