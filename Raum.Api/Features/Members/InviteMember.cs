using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Accounts;
using Raum.People.Mail;
using Raum.People.Members;

namespace Raum.Api.Features.Members;

/// <summary>Invites somebody by e-mail. The link goes to the address and is shown to nobody else.</summary>
internal static class InviteMember
{
    public static RouteHandlerBuilder MapInviteMember(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/invitations", HandleAsync)
            .WithName("InviteMember")
            .WithTags("Members")
            .WithSummary("Invite somebody")
            .WithDescription(
                "409 not-configured: this deployment sends no mail; an operator can make the invitation. Nobody gives a role above their own."
            )
            .RequirePermission(Permission.ManageMembers)
            .RequireConfirmation()
            .ProducesProblemBody(409, 415)
            .Validated(new InviteRequestRules());

    internal static async Task<Results<Created<InvitationView>, ProblemResult>> HandleAsync(
        InviteRequest request,
        Person person,
        Invitations invitations,
        IMailer mailer,
        HttpContext context
    )
    {
        var role = Roles.Named(request.Role)!.Value;
        if (EmailAddress.Read(request.Email) is not { } email)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["$.email"] = ["must be an e-mail address"] });
        }

        if (!PermissionMatrix.MayAssign(person.Session.Role, role))
        {
            return new Failure(FailureCode.Forbidden).ToProblem("Nobody gives a role above their own.");
        }

        var created = await invitations.CreateAsync(person.Organization, email, role, person.Actor, context.RequestAborted);
        if (!created.Succeeded)
        {
            return created.Failure.ToProblem();
        }

        var invitation = created.Value;
        context.Concerns(new AuditTarget("invitation", invitation.Id.ToString("D")));
        var sent = await mailer.SendAsync(
            new Letter(
                email.Text,
                "You are invited to Raum",
                new PersonalText(
                    $"Somebody invites you to their organization at Raum. This link accepts, once, until {invitation.ExpiresAt:yyyy-MM-dd}:\n\n{invitation.Link}\n\nIf you expect no such mail, do nothing."
                )
            ),
            context.RequestAborted
        );
        if (!sent.Succeeded)
        {
            // Nobody has the link: it is no invitation.
            await invitations.WithdrawAsync(person.Organization, invitation.Id, person.Actor, CancellationToken.None);
            return sent.Failure.ToProblem();
        }

        return TypedResults.Created(
            $"/v1/invitations/{invitation.Id:D}",
            new InvitationView(invitation.Id, email.Text.Reveal(), role.Name(), invitation.ExpiresAt)
        );
    }
}

internal sealed record InviteRequest(PersonalText Email, string Role);

internal sealed record InvitationView(Guid Id, string Email, string Role, DateTimeOffset ExpiresAt)
{
    public override string ToString() => $"invitation {Id}";
}

internal sealed class InviteRequestRules : AbstractValidator<InviteRequest>
{
    public InviteRequestRules()
    {
        RuleFor(request => request.Email).Must(text => text.Length is > 0 and <= 512).WithMessage("must be an e-mail address");
        RuleFor(request => request.Role).IsRole();
    }
}
