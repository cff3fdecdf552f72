using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Zendesk;

namespace Raum.Api.Features.Members;

/// <summary>Says which agent of the Zendesk account a member is.</summary>
internal static class LinkZendeskAgent
{
    public static void MapLinkZendeskAgent(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPut("/members/{user}/zendesk", LinkAsync)
            .WithName("LinkZendeskAgent")
            .WithTags("Members")
            .WithSummary("Link a member to an agent of the Zendesk account")
            .WithDescription("The sidebar then works in the member's name. 409: the agent is linked to another member.")
            .RequirePermission(Permission.ManageMembers)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409, 415)
            .Validated(new ZendeskLinkRequestRules());
        routes
            .MapDelete("/members/{user}/zendesk", UnlinkAsync)
            .WithName("UnlinkZendeskAgent")
            .WithTags("Members")
            .WithSummary("Take the link to a Zendesk agent away")
            .WithDescription("The member's sessions of the sidebar end at once.")
            .RequirePermission(Permission.ManageMembers)
            .RequireConfirmation()
            .ProducesProblemBody(404);
    }

    internal static Task<Results<Ok<DoneView>, ProblemResult>> LinkAsync(
        Guid user,
        ZendeskLinkRequest request,
        Person person,
        ZendeskLinks links,
        HttpContext context
    ) => SetAsync(user, request.ZendeskUser, person, links, context);

    internal static Task<Results<Ok<DoneView>, ProblemResult>> UnlinkAsync(
        Guid user,
        Person person,
        ZendeskLinks links,
        HttpContext context
    ) => SetAsync(user, null, person, links, context);

    private static async Task<Results<Ok<DoneView>, ProblemResult>> SetAsync(
        Guid user,
        long? zendeskUser,
        Person person,
        ZendeskLinks links,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.User(new UserId(user)));
        var set = await links.SetAsync(person.Session, new UserId(user), zendeskUser, context.RequestAborted);
        return set.Succeeded ? TypedResults.Ok(DoneView.Yes) : set.Failure.ToProblem();
    }
}

/// <param name="ZendeskUser">The agent's id at Zendesk.</param>
internal sealed record ZendeskLinkRequest(long ZendeskUser);

internal sealed class ZendeskLinkRequestRules : AbstractValidator<ZendeskLinkRequest>
{
    public ZendeskLinkRequestRules() => RuleFor(request => request.ZendeskUser).Must(id => id > 0).WithMessage("must be an id at Zendesk");
}
