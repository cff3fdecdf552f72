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

/// <summary>Who is a member, and in which role.</summary>
internal static class ListMembers
{
    public static RouteHandlerBuilder MapListMembers(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/members", HandleAsync)
            .WithName("ListMembers")
            .WithTags("Members")
            .WithSummary("List the members")
            .RequirePermission(Permission.ReadMembers);

    internal static async Task<Results<Ok<MembersView>, ProblemResult>> HandleAsync(Person person, MemberStore members, HttpContext context)
    {
        var listed = await members.ListAsync(person.Organization, context.RequestAborted);
        return listed.Succeeded
            ? TypedResults.Ok(
                new MembersView([
                    .. listed.Value.Select(member => new MemberView(
                        member.User.Value,
                        member.Profile.Email.Reveal(),
                        member.Role.Name(),
                        member.Since,
                        member.Profile.Name?.Reveal()
                    )),
                ])
            )
            : listed.Failure.ToProblem();
    }
}

internal sealed record MembersView(IReadOnlyList<MemberView> Members);

internal sealed record MemberView(Guid User, string Email, string Role, DateTimeOffset Since, string? Name = null)
{
    public override string ToString() => $"member {User}";
}
