using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Raum.Api.Features.Members;
using Raum.Api.Features.Sessions;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.SignIn;
using Raum.People.SingleSignOn;

namespace Raum.Api.Features.SingleSignOn;

/// <summary>The organization's identity provider, as its admins set it (ORG-5).</summary>
internal static class SingleSignOnRoutes
{
    private static readonly AuditTarget Target = new("identity-provider", "single-sign-on");

    public static void MapSingleSignOn(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/single-sign-on", GetAsync)
            .WithName("GetSingleSignOn")
            .WithTags("Members")
            .WithSummary("See the identity provider")
            .WithDescription("Its secret is shown to nobody. 404: there is none.")
            .RequirePermission(Permission.ManageSignIn)
            .ProducesProblemBody(404);
        routes
            .MapPut("/single-sign-on", SetAsync)
            .WithName("SetSingleSignOn")
            .WithTags("Members")
            .WithSummary("Set the identity provider")
            .WithDescription(
                "OpenID Connect with discovery. Its people become members with this role when they first sign in, if their address is of a verified domain: an operator vouches for those. It opens no owner's account."
            )
            .RequirePermission(Permission.ManageSignIn)
            .RequireConfirmation()
            .ProducesProblemBody(400, 415)
            .Validated(new SingleSignOnRequestRules());
        routes
            .MapDelete("/single-sign-on", RemoveAsync)
            .WithName("RemoveSingleSignOn")
            .WithTags("Members")
            .WithSummary("Take the identity provider away")
            .RequirePermission(Permission.ManageSignIn)
            .RequireConfirmation()
            .ProducesProblemBody(404);
        routes
            .MapGet("/sign-in-rules", GetRulesAsync)
            .WithName("GetSignInRules")
            .WithTags("Members")
            .WithSummary("See what is demanded of those who sign in")
            .RequirePermission(Permission.ManageSignIn);
        routes
            .MapPut("/sign-in-rules", SetRulesAsync)
            .WithName("SetSignInRules")
            .WithTags("Members")
            .WithSummary("Demand a second factor, or not")
            .WithDescription(
                "Holds with the next request: who has not proved one may only add one. 409: prove one yourself first. An identity provider has rules of its own."
            )
            .RequirePermission(Permission.ManageSignIn)
            .RequireConfirmation()
            .ProducesProblemBody(409, 415)
            .Validated(new SignInRulesRules());
    }

    internal static async Task<Results<Ok<SingleSignOnView>, ProblemResult>> GetAsync(
        Person person,
        IdentityProviders providers,
        HttpContext context
    )
    {
        var found = await providers.FindAsync(person.Organization, context.RequestAborted);
        return !found.Succeeded ? found.Failure.ToProblem()
            : found.Value is { } provider
                ? TypedResults.Ok(
                    new SingleSignOnView(provider.Issuer, provider.ClientId, provider.Role.Name(), provider.Domains, provider.HasSecret)
                )
            : new Failure(FailureCode.NotFound).ToProblem();
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> SetAsync(
        SingleSignOnRequest request,
        Person person,
        IdentityProviders providers,
        HttpContext context
    )
    {
        context.Concerns(Target);
        var set = await providers.SetAsync(
            person.Organization,
            request.Issuer,
            request.ClientId,
            request.ClientSecret,
            Roles.Named(request.Role)!.Value,
            person.Session.Role,
            person.Actor,
            context.RequestAborted
        );
        return set.Succeeded
            ? TypedResults.Ok(DoneView.Yes)
            : set.Failure.ToProblem(
                set.Failure.Code switch
                {
                    FailureCode.InvalidRequest => "The issuer must be a public https address without a query.",
                    FailureCode.Forbidden => "Nobody gives a role above their own, and no provider makes owners.",
                    _ => null,
                }
            );
    }

    internal static async Task<Results<Ok<SignInRulesView>, ProblemResult>> GetRulesAsync(
        Person person,
        SignInRules rules,
        HttpContext context
    )
    {
        var found = await rules.SecondFactorAsync(person.Organization, context.RequestAborted);
        return found.Succeeded ? TypedResults.Ok(new SignInRulesView(found.Value)) : found.Failure.ToProblem();
    }

    internal static async Task<Results<Ok<SignInRulesView>, ProblemResult>> SetRulesAsync(
        SignInRulesView request,
        Person person,
        SignInRules rules,
        HttpContext context
    )
    {
        var set = await rules.DemandAsync(person.Session, request.SecondFactor, context.RequestAborted);
        return set.Succeeded
            ? TypedResults.Ok(request)
            : set.Failure.ToProblem(
                set.Failure.Code == FailureCode.Conflict
                    ? "Sign in with a second factor of your own first: the rule would lock you out."
                    : null
            );
    }

    internal static async Task<Results<Ok<DoneView>, ProblemResult>> RemoveAsync(
        Person person,
        IdentityProviders providers,
        HttpContext context
    )
    {
        context.Concerns(Target);
        var removed = await providers.RemoveAsync(person.Organization, person.Actor, context.RequestAborted);
        return removed.Succeeded ? TypedResults.Ok(DoneView.Yes) : removed.Failure.ToProblem();
    }
}

/// <param name="ClientSecret">Absent: a public client.</param>
/// <param name="Role">What people become whom the provider brings for the first time.</param>
internal sealed record SingleSignOnRequest(string Issuer, string ClientId, string Role, PersonalText? ClientSecret = null);

internal sealed class SingleSignOnRequestRules : AbstractValidator<SingleSignOnRequest>
{
    public SingleSignOnRequestRules()
    {
        RuleFor(request => request.Issuer).Must(text => text.Length is > 0 and <= 500).WithMessage("must have 1 to 500 characters");
        RuleFor(request => request.ClientId)
            .Must(text => text.Length is > 0 and <= 200 && text.All(letter => letter is >= ' ' and <= '~'))
            .WithMessage("must have 1 to 200 printable ASCII characters");
        RuleFor(request => request.ClientSecret)
            .Must(text => text is null || text.Length is > 0 and <= 1000)
            .WithMessage("must have 1 to 1000 characters");
        RuleFor(request => request.Role).IsRole();
    }
}

/// <param name="SecondFactor">Whether one is demanded of everybody.</param>
internal sealed record SignInRulesView(bool SecondFactor);

internal sealed class SignInRulesRules : AbstractValidator<SignInRulesView>;

internal sealed record SingleSignOnView(string Issuer, string ClientId, string Role, IReadOnlyList<string> Domains, bool HasSecret);
