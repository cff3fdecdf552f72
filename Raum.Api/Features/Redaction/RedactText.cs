using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Jobs;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.Jobs;
using Raum.Organizations.Settings;
using Raum.People.Access;
using Raum.Redaction;

namespace Raum.Api.Features.Redaction;

/// <summary>Masks a text as a job would and shows what was found and why. Nothing is stored.</summary>
internal static class RedactText
{
    public static RouteHandlerBuilder MapRedactText(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/redact", HandleAsync)
            .WithName("RedactText")
            .WithTags("Redaction")
            .WithSummary("Mask a text")
            .WithDescription(
                "Masks the personal data that Raum detects, with the organization's allowed words, and shows each place. Offsets count UTF-16 code units of the text that was sent. Nothing is stored, and no model is called."
            )
            .RequirePermission(Permission.TryMasking)
            .Validated(new RedactRequestRules());

    internal static async Task<Results<Ok<RedactResponse>, ProblemResult>> HandleAsync(
        RedactRequest request,
        Caller caller,
        SettingsStore settings,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var current = await Patience.OrTimeoutAsync(settings.CurrentAsync(caller.Organization, patience.Token).AsTask(), context);
        if (!current.Succeeded)
        {
            return current.Failure.ToProblem();
        }

        var options = RedactionOptions.Default with { AllowList = current.Value.AllowedWords };
        var masked = new RedactionSession(options, [.. (request.People ?? []).Select(Known)]).Mask(request.Text!);
        return TypedResults.Ok(
            new RedactResponse(
                masked.Text,
                [
                    .. masked.Spans.Select(span => new RedactedSpan(
                        span.Start,
                        span.End,
                        span.Type.Label(),
                        span.Placeholder,
                        span.Detector,
                        span.Score,
                        span.Reason
                    )),
                ]
            )
        );
    }

    private static KnownPerson Known(PersonRequest person) =>
        new(
            person.Role switch
            {
                TicketRole.Requester => PersonRole.Requester,
                TicketRole.Cc => PersonRole.Cc,
                TicketRole.Agent => PersonRole.Agent,
                _ => PersonRole.Other,
            },
            person.Name?.Reveal(),
            person.Email?.Reveal(),
            person.Phone?.Reveal()
        );
}

/// <param name="Text">1 to 100,000 UTF-16 code units.</param>
/// <param name="People">People who may occur in the text.</param>
internal sealed record RedactRequest(PersonalText? Text = null, IReadOnlyList<PersonRequest>? People = null);

internal sealed class RedactRequestRules : AbstractValidator<RedactRequest>
{
    private const int MaxPeople = 50;

    public RedactRequestRules()
    {
        RuleFor(request => request.Text)
            .Must(text => text is { Length: > 0 and <= JobRequestRules.MaxTextLength })
            .WithMessage("must have 1 to 100,000 characters");
        RuleFor(request => request.People).Must(people => people is not { Count: > MaxPeople }).WithMessage("must name at most 50 people");
        RuleForEach(request => request.People).SetValidator(new PersonRules());
    }
}

/// <param name="Text">The text as a model would see it.</param>
internal sealed record RedactResponse(string Text, IReadOnlyList<RedactedSpan> Spans);

/// <param name="Start">First code unit in the text that was sent.</param>
/// <param name="End">Behind the last one.</param>
/// <param name="Type">Kind of value, as in the placeholder.</param>
/// <param name="Detector">What found it.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
/// <param name="Reason">Why, in words, without the value.</param>
internal sealed record RedactedSpan(int Start, int End, string Type, string Placeholder, string Detector, double Score, string Reason);
