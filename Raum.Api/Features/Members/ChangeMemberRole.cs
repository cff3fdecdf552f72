using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Members;

namespace Raum.Api.Features.Members;

/// <summary>Gives a member another role; it shows with the member's next request.</summary>
internal static class ChangeMemberRole
{
    public static RouteHandlerBuilder MapChangeMemberRole(this IEndpointRouteBuilder routes) =>
        routes
            .MapPut("/members/{user}/role", HandleAsync)
            .WithName("ChangeMemberRole")
            .WithTags("Members")
            .WithSummary("Give a member another role")
            .WithDescription("Nobody gives a role above their own or changes a member above them. 409: an organization keeps an owner.")
            .RequirePermission(Permission.ManageMembers)
            .RequireConfirmation()
            .ProducesProblemBody(404, 409, 415)
            .Validated(new MemberRoleRequestRules());

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> HandleAsync(
        Guid user,
        MemberRoleRequest request,
        Person person,
        MemberStore members,
        HttpContext context
    )
    {
        context.Concerns(AuditTarget.User(new UserId(user)));
        var changed = await members.ChangeRoleAsync(
            person.Organization,
            new UserId(user),
            Roles.Named(request.Role)!.Value,
            person.Session.Role,
            person.Actor,
            context.RequestAborted
        );
        return changed.Succeeded ? TypedResults.Ok(DoneView.Yes) : changed.Failure.ToProblem();
    }
}

/// <param name="Role"><c>owner</c>, <c>admin</c>, <c>manager</c>, <c>agent</c> or <c>auditor</c>.</param>
internal sealed record MemberRoleRequest(string Role);

internal sealed class MemberRoleRequestRules : AbstractValidator<MemberRoleRequest>
{
    public MemberRoleRequestRules() => RuleFor(request => request.Role).IsRole();
}

internal static class RoleRule
{
    public static IRuleBuilderOptions<T, string> IsRole<T>(this IRuleBuilder<T, string> role) =>
        role.Must(name => Roles.Named(name) is not null).WithMessage("must be owner, admin, manager, agent or auditor");
}
