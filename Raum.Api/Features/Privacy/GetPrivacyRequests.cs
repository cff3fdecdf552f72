using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Erasure;
using Raum.Core;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;

namespace Raum.Api.Features.Privacy;

/// <summary>Where requests to erase a person stand.</summary>
internal static class GetPrivacyRequests
{
    public static RouteHandlerBuilder MapListPrivacyRequests(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/privacy-requests", ListAsync)
            .WithName("ListPrivacyRequests")
            .WithTags("Privacy")
            .WithSummary("List requests for erasure")
            .WithDescription("The newest 200, the newest first.")
            .RequirePermission(Permission.HandlePrivacyRequests);

    public static RouteHandlerBuilder MapGetPrivacyRequest(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/privacy-requests/{id}", FindAsync)
            .WithName("GetPrivacyRequest")
            .WithTags("Privacy")
            .WithSummary("Get a request for erasure")
            .WithDescription(
                "When it is done, its report says what was erased, which copies left Raum before, and what remains until when."
            )
            .RequirePermission(Permission.HandlePrivacyRequests)
            .ProducesProblemBody(404);

    internal static async Task<Results<Ok<PrivacyRequestsView>, ProblemResult>> ListAsync(
        Caller caller,
        PrivacyRequests requests,
        HttpContext context
    )
    {
        using var patience = Patience.For(context.RequestAborted);
        var listed = await Patience.OrTimeoutAsync(requests.ListAsync(caller.Organization, patience.Token), context);
        return listed.Succeeded
            ? TypedResults.Ok(new PrivacyRequestsView([.. listed.Value.Select(PrivacyRequestView.Of)]))
            : listed.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<PrivacyRequestView>, ProblemResult>> FindAsync(
        string id,
        Caller caller,
        PrivacyRequests requests,
        HttpContext context
    )
    {
        if (!Guid.TryParse(id, out var request))
        {
            return new Failure(FailureCode.NotFound).ToProblem();
        }

        using var patience = Patience.For(context.RequestAborted);
        var found = await Patience.OrTimeoutAsync(requests.FindAsync(caller.Organization, request, patience.Token), context);
        return found.Succeeded ? TypedResults.Ok(PrivacyRequestView.Of(found.Value)) : found.Failure.ToProblem();
    }
}

internal sealed record PrivacyRequestsView(IReadOnlyList<PrivacyRequestView> Requests);

/// <param name="DueAt">30 days after its receipt.</param>
/// <param name="Holds">Ids of the legal holds that keep it waiting, or kept it.</param>
/// <param name="Report">What was done; absent before.</param>
internal sealed record PrivacyRequestView(
    Guid Id,
    string Reference,
    PrivacyRequestState State,
    DateTimeOffset ReceivedAt,
    DateTimeOffset DueAt,
    IReadOnlyList<Guid> Holds,
    PrivacyRequestLinks Links,
    DateTimeOffset? DoneAt = null,
    ErasureReport? Report = null
)
{
    public static PrivacyRequestView Of(PrivacyRequest request) =>
        new(
            request.Id,
            request.Reference,
            request.State,
            request.ReceivedAt,
            request.DueAt,
            request.Holds,
            new PrivacyRequestLinks($"/v1/privacy-requests/{request.Id:D}"),
            request.DoneAt,
            request.Report
        );
}

internal sealed record PrivacyRequestLinks(string Self);
