using System.Text.RegularExpressions;
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
                "Masks the personal data that Raum detects, as the organization chose in its settings, and shows each place. What is in settings here is tried instead, for this text alone. Offsets count UTF-16 code units of the text that was sent. Nothing is stored, and no model is called."
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

        var options = (request.Settings?.Over(current.Value) ?? current.Value).Masking();
        return TryMask(new RedactionSession(options, [.. (request.People ?? []).Select(Known)]), request.Text!) is { } masked
            ? TypedResults.Ok(Shown(masked))
            : new Failure(FailureCode.InvalidRequest).ToProblem("A pattern took longer than a second on this text. Make it simpler.");
    }

    /// <summary>Null where a pattern of the organization took too long.</summary>
    private static MaskedText? TryMask(RedactionSession session, PersonalText text)
    {
        try
        {
            return session.Mask(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static RedactResponse Shown(MaskedText masked) =>
        new(
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
        );

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
/// <param name="Settings">What is tried instead of the settings in force; what it leaves out is as they say.</param>
internal sealed record RedactRequest(
    PersonalText? Text = null,
    IReadOnlyList<PersonRequest>? People = null,
    RedactSettings? Settings = null
);

/// <summary>Choices for masking that are tried before they are made; each as in the settings.</summary>
internal sealed record RedactSettings(
    IReadOnlyList<string>? AllowedWords = null,
    IReadOnlyList<string>? VisibleTypes = null,
    double? MinimumScore = null,
    IReadOnlyList<MaskingPattern>? Patterns = null
)
{
    public OrganizationSettings Over(OrganizationSettings settings) =>
        settings with
        {
            AllowedWords = AllowedWords ?? settings.AllowedWords,
            VisibleTypes = VisibleTypes ?? settings.VisibleTypes,
            MinimumScore = MinimumScore ?? settings.MinimumScore,
            Patterns = Patterns ?? settings.Patterns,
        };
}

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
        RuleFor(request => request.Settings)
            .Custom(
                (tried, context) =>
                {
                    foreach (var (name, rule) in tried is null ? new Dictionary<string, string>() : SettingsRules.Broken(tried.Over(new())))
                    {
                        context.AddFailure($"settings.{name}", rule);
                    }
                }
            );
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
