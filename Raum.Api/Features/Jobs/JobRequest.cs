using System.Text.RegularExpressions;
using FluentValidation;
using Raum.Core;
using Raum.Jobs;

namespace Raum.Api.Features.Jobs;

/// <summary>What is asked for: a ticket by its number, or a text that comes along.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="TicketId">The desk's number of a ticket, which the worker reads itself. This or <paramref name="Text"/>.</param>
/// <param name="Subject">Subject line that belongs to the text.</param>
/// <param name="Text">The text to work on, at most 100,000 UTF-16 code units. This or <paramref name="TicketId"/>.</param>
/// <param name="People">People who may occur in the text, so that their names, addresses and numbers are masked in every form. At most 50.</param>
/// <param name="Instruction">What the answer should do or avoid, in a sentence or two. Masked like the text.</param>
/// <param name="Target">Where the answer goes; <c>result</c> when absent: it is fetched.</param>
/// <param name="Lane">Whether somebody waits for it; <c>interactive</c> when absent.</param>
internal sealed record JobRequest(
    AiOperation? Operation = null,
    long? TicketId = null,
    PersonalText? Subject = null,
    PersonalText? Text = null,
    IReadOnlyList<PersonRequest>? People = null,
    PersonalText? Instruction = null,
    JobOptionsRequest? Options = null,
    DeliveryTarget? Target = null,
    JobLane? Lane = null
);

/// <param name="Role"><c>requester</c> for the customer who writes; <c>other</c> when absent.</param>
internal sealed record PersonRequest(
    PersonalText? Name = null,
    PersonalText? Email = null,
    PersonalText? Phone = null,
    TicketRole? Role = null
)
{
    public TicketPerson AsTicketPerson() => new(0, Role ?? TicketRole.Other, Name ?? PersonalText.Empty, Email, Phone);
}

/// <param name="Language">BCP 47 tag, such as <c>fr</c> or <c>pt-BR</c>. Required by <c>translate</c>.</param>
/// <param name="Provider">One of the organization's providers by its name.</param>
/// <param name="Model">One of that provider's models.</param>
internal sealed record JobOptionsRequest(string? Language = null, Tone? Tone = null, string? Provider = null, string? Model = null)
{
    public static JobOptions Of(JobOptionsRequest? request) =>
        request is null ? new JobOptions() : new JobOptions(request.Language, request.Tone, request.Provider, request.Model);
}

internal sealed class JobRequestRules : AbstractValidator<JobRequest>
{
    public const int MaxTextLength = 100_000;
    public const int MaxLineLength = 1_000;
    public const int MaxInstructionLength = 4_000;

    public JobRequestRules()
    {
        RuleFor(job => job.Operation).NotNull().WithMessage("must be one of generate, translate, rewrite, grammar, summarize, resolve");
        RuleFor(job => job)
            .Must(job => job.TicketId is null != job.Text is null)
            .WithName("$")
            .WithMessage("must have either ticketId or text");
        RuleFor(job => job.TicketId).GreaterThan(0).WithMessage("must be a positive number");
        RuleFor(job => job.Text)
            .Must(text => text is not { Length: 0 or > MaxTextLength })
            .WithMessage("must have 1 to 100,000 characters");
        RuleFor(job => job.Subject).Must(text => text is not { Length: > MaxLineLength }).WithMessage("must have at most 1,000 characters");
        RuleFor(job => job.Instruction)
            .Must(text => text is not { Length: > MaxInstructionLength })
            .WithMessage("must have at most 4,000 characters");
        RuleFor(job => job.People).Must(PersonRules.AreFew).WithMessage(PersonRules.Few);
        RuleForEach(job => job.People).SetValidator(new PersonRules());
        RuleFor(job => job.Target)
            .Must((job, target) => job.TicketId is not null || target is not (DeliveryTarget.PublicReply or DeliveryTarget.InternalNote))
            .WithMessage("needs a ticketId");
        RuleFor(job => job.Operation)
            .Must((job, operation) => operation is not AiOperation.Resolve || job.TicketId is not null)
            .WithMessage("needs a ticketId");
        RuleFor(job => job.Target).NotEqual(DeliveryTarget.Simulation).WithMessage("must be asked for at /v1/simulations");
        RuleFor(job => job.Options!.Language)
            .NotNull()
            .WithMessage("is needed by translate")
            .When(job => job is { Operation: AiOperation.Translate, Options: not null });
        RuleFor(job => job.Options).NotNull().WithMessage("must name the language").When(job => job.Operation is AiOperation.Translate);
        RuleFor(job => job.Options!).SetValidator(new JobOptionsRules()).When(job => job.Options is not null);
    }
}

internal sealed partial class JobOptionsRules : AbstractValidator<JobOptionsRequest>
{
    public JobOptionsRules()
    {
        RuleFor(options => options.Language)
            .Must(language => language is null || LanguageTag().IsMatch(language))
            .WithMessage("must be a language tag such as fr or pt-BR");
        RuleFor(options => options.Provider)
            .Must(name => name is null || ModelName().IsMatch(name))
            .WithMessage("must be a name of at most 100 letters, digits and . _ : / -");
        RuleFor(options => options.Model)
            .Must(name => name is null || ModelName().IsMatch(name))
            .WithMessage("must be a name of at most 100 letters, digits and . _ : / -");
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex("^[A-Za-z0-9._:/-]{1,100}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ModelName();
}

internal sealed class PersonRules : AbstractValidator<PersonRequest>
{
    private const int MaxNameLength = 200;
    private const int MaxAddressLength = 320;
    private const int MaxPhoneLength = 50;
    private const int MaxPeople = 50;
    public const string Few = "must name at most 50 people";

    public PersonRules()
    {
        RuleFor(person => person)
            .Must(person => person.Name is not null || person.Email is not null || person.Phone is not null)
            .WithMessage("must have a name, an email or a phone");
        RuleFor(person => person.Name)
            .Must(text => text is not { Length: 0 or > MaxNameLength })
            .WithMessage("must have 1 to 200 characters");
        RuleFor(person => person.Email)
            .Must(text => text is not { Length: 0 or > MaxAddressLength })
            .WithMessage("must have 1 to 320 characters");
        RuleFor(person => person.Phone)
            .Must(text => text is not { Length: 0 or > MaxPhoneLength })
            .WithMessage("must have 1 to 50 characters");
    }

    public static bool AreFew(IReadOnlyList<PersonRequest>? people) =>
        people is not { Count: > MaxPeople } && (people ?? []).All(person => person is not null);
}
