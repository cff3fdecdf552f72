using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>Accept an invitation.</summary>
internal static class AcceptInvitation
{
    public static RouteHandlerBuilder MapAcceptInvitation(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/invitations/accept", HandleAsync)
            .WithName("AcceptInvitation")
            .WithTags("Sessions")
            .WithSummary("Accept an invitation")
            .WithDescription(
                "Somebody new chooses a password; somebody with an account gives theirs. 410: the link was used, withdrawn, or has expired."
            )
            .SignsIn("the link is the proof")
            .ProducesProblemBody(410, 415)
            .Validated(new InvitationAcceptRequestRules());

    internal static async Task<Results<Ok<SignInView>, ProblemResult>> HandleAsync(
        InvitationAcceptRequest request,
        SignIns signIns,
        SessionStore sessions,
        HttpContext context
    )
    {
        var step = await signIns.WithInvitationAsync(
            request.Token,
            request.Name,
            request.Password,
            context.AuditOrigin(),
            context.RequestAborted
        );
        return await step.AnswerAsync(context, sessions);
    }
}

/// <param name="Token">What stands behind the hash sign of the link.</param>
/// <param name="Name">What a new person is called.</param>
internal sealed record InvitationAcceptRequest(string Token, PersonalText Password, PersonalText? Name = null);

internal sealed class InvitationAcceptRequestRules : AbstractValidator<InvitationAcceptRequest>
{
    public InvitationAcceptRequestRules()
    {
        RuleFor(request => request.Token).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Password).Must(text => text.Length is > 0 and <= 512).WithMessage("must have 1 to 512 characters");
        RuleFor(request => request.Name)
            .Must(text => text is null || text.Length is > 0 and <= 200)
            .WithMessage("must have 1 to 200 characters");
    }
}
