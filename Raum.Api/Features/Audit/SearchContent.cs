using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Audit;

/// <summary>Searches in sealed content within a bounded window, for auditors (AUD-6). The search itself is on record before anything is opened.</summary>
internal static class SearchContent
{
    private const int MaxBodyBytes = 4_096;

    public static RouteHandlerBuilder MapSearchContent(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/audit/search", HandleAsync)
            .WithName("SearchAuditContent")
            .WithTags("Audit")
            .WithSummary("Search in content")
            .WithDescription(
                "Opens the sealed texts of a window of at most 31 days, 1,000 a call, and looks for a phrase in any case; texts are masked. "
                    + "Send next as after until it is absent. Every call is an entry of the log, with who, the window and a keyed hash of the phrase."
            )
            .RequirePermission(Permission.SearchContent)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .ProducesProblemBody(413, 415)
            .Validated(new ContentSearchRules());

    internal static async Task<Results<Ok<ContentHitsView>, ProblemResult>> HandleAsync(
        ContentSearchRequest request,
        Caller caller,
        ContentSearch search,
        HttpContext context
    )
    {
        var query = new ContentQuery(
            request.Text!,
            request.From!.Value,
            request.Until!.Value,
            request.After ?? -1,
            caller.Actor,
            context.AuditOrigin(),
            context.Correlation()
        );
        using var patience = Patience.For(context.RequestAborted);
        var found = await Patience.OrTimeoutAsync(search.FindAsync(caller.Organization, query, patience.Token), context);
        return found.Succeeded
            ? TypedResults.Ok(new ContentHitsView([.. found.Value.Hits.Select(ContentHitView.Of)], found.Value.Opened, found.Value.Next))
            : found.Failure.ToProblem();
    }
}

/// <param name="Text">3 to 200 characters.</param>
/// <param name="From">Entries from this moment on.</param>
/// <param name="Until">Entries before this moment, at most 31 days later.</param>
/// <param name="After">next of the call before.</param>
internal sealed record ContentSearchRequest(
    PersonalText? Text = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    long? After = null
);

internal sealed class ContentSearchRules : AbstractValidator<ContentSearchRequest>
{
    public ContentSearchRules()
    {
        RuleFor(request => request.Text)
            .Must(text => text is { Length: >= ContentSearch.MinPhrase and <= ContentSearch.MaxPhrase })
            .WithMessage("must have 3 to 200 characters");
        RuleFor(request => request.From).NotNull().WithMessage("must be a time");
        RuleFor(request => request.Until)
            .Must((request, until) => until > request.From && until - request.From <= ContentSearch.MaxWindow)
            .WithMessage("must be after from, by at most 31 days");
        RuleFor(request => request.After).Must(after => after is null or >= 0).WithMessage("must be the next of a call before");
    }
}

/// <param name="Opened">How many texts were opened.</param>
/// <param name="Next">Send it as after to go on; absent at the end of the window.</param>
internal sealed record ContentHitsView(IReadOnlyList<ContentHitView> Hits, int Opened, long? Next = null);

/// <param name="Excerpt">What stands around the phrase, masked as it was recorded.</param>
internal sealed record ContentHitView(
    long Revision,
    Guid Id,
    DateTimeOffset At,
    string Type,
    string Excerpt,
    AuditTargetView? Target = null
)
{
    public static ContentHitView Of(ContentHit hit) =>
        new(
            hit.Revision,
            hit.Event.Id,
            hit.Event.At,
            hit.Type,
            hit.Excerpt.Reveal(),
            hit.Event.Target is { } target ? new AuditTargetView(target.Kind, target.Id) : null
        );
}
