using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Erasure;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Privacy;

/// <summary>Takes a request to erase a person (DATA-2, KEY-7).</summary>
internal static class ReceivePrivacyRequest
{
    private const int MaxBodyBytes = 65_536;

    public static RouteHandlerBuilder MapReceivePrivacyRequest(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/privacy-requests", HandleAsync)
            .WithName("ReceivePrivacyRequest")
            .WithTags("Privacy")
            .WithSummary("Ask for the erasure of a person")
            .WithDescription(
                "The worker erases what Raum holds about the person within minutes, unless a legal hold stands or a job about them still runs. "
                    + "Addresses and numbers are kept as keyed hashes only, until the request is done. 409: the reference was used before."
            )
            .RequirePermission(Permission.HandlePrivacyRequests)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .ProducesProblemBody(409, 413, 415)
            .Validated(new PrivacyRequestRules());

    internal static async Task<Results<Accepted<PrivacyRequestView>, ProblemResult>> HandleAsync(
        PrivacyRequestBody request,
        Caller caller,
        PrivacyRequests requests,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var received = await Patience.OrTimeoutAsync(
            requests.ReceiveAsync(
                caller.Organization,
                request.Reference!,
                [.. Subjects(request)],
                request.TicketIds ?? [],
                caller.Actor,
                patience.Token
            ),
            context
        );
        if (!received.Succeeded)
        {
            return received.Failure.ToProblem();
        }

        context.Concerns(new AuditTarget("privacy-request", received.Value.Id.ToString("D")));
        var view = PrivacyRequestView.Of(received.Value);
        return TypedResults.Accepted(view.Links.Self, view);
    }

    private static IEnumerable<DataSubject> Subjects(PrivacyRequestBody request) =>
        (request.Emails ?? [])
            .Select(DataSubject.ByEmail)
            .Concat((request.ZendeskUserIds ?? []).Select(DataSubject.ByZendeskUser))
            .OfType<DataSubject>();
}

/// <summary>Who is to be erased: by everything the desk knows them by.</summary>
/// <param name="Reference">The organization's own number of the request: letters, digits, hyphens. It stands in receipts; no name.</param>
/// <param name="Emails">Every e-mail address of the person, at most 50.</param>
/// <param name="ZendeskUserIds">Every number of the person as a user of Zendesk, at most 50.</param>
/// <param name="TicketIds">Tickets to erase besides, whoever they are of; at most 1,000.</param>
internal sealed record PrivacyRequestBody(
    string? Reference = null,
    IReadOnlyList<PersonalText>? Emails = null,
    IReadOnlyList<long>? ZendeskUserIds = null,
    IReadOnlyList<long>? TicketIds = null
);

internal sealed class PrivacyRequestRules : AbstractValidator<PrivacyRequestBody>
{
    private const int MaxSubjects = 50;
    private const int MaxTickets = 1_000;

    public PrivacyRequestRules()
    {
        RuleFor(request => request.Reference)
            .Must(reference => reference is { Length: > 0 and <= 64 } && reference.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            .WithMessage("must have 1 to 64 letters, digits and hyphens");
        RuleFor(request => request)
            .Must(request => (request.Emails?.Count ?? 0) + (request.ZendeskUserIds?.Count ?? 0) + (request.TicketIds?.Count ?? 0) > 0)
            .WithName("$")
            .WithMessage("must have emails, zendeskUserIds or ticketIds");
        RuleFor(request => request.Emails).Must(emails => emails is not { Count: > MaxSubjects }).WithMessage("must name at most 50");
        RuleForEach(request => request.Emails)
            .Must(email => email is { Length: <= 320 } && DataSubject.ByEmail(email) is not null)
            .WithMessage("must be an e-mail address of at most 320 characters");
        RuleFor(request => request.ZendeskUserIds).Must(ids => ids is not { Count: > MaxSubjects }).WithMessage("must name at most 50");
        RuleForEach(request => request.ZendeskUserIds).GreaterThan(0).WithMessage("must be a positive number");
        RuleFor(request => request.TicketIds).Must(ids => ids is not { Count: > MaxTickets }).WithMessage("must name at most 1,000");
        RuleForEach(request => request.TicketIds).GreaterThan(0).WithMessage("must be a positive number");
    }
}
