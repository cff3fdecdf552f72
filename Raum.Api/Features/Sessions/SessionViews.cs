using Microsoft.AspNetCore.Http.HttpResults;
using Raum.AuditStore.Events;
using Raum.Core;
using Raum.Http.Access;
using Raum.Http.Authentication;
using Raum.Http.Problems;
using Raum.People.Access;
using Raum.People.Sessions;
using Raum.People.SignIn;

namespace Raum.Api.Features.Sessions;

/// <summary>A person's session, as its pages see it. The secret is in the cookie only.</summary>
/// <param name="Permissions">What the person may do here, by the names of the permission table.</param>
/// <param name="ConfirmedAt">The last proof of who it is; dangerous actions ask for a recent one.</param>
/// <param name="NeedsSecondFactor">The organization demands one that was not proved: until then, only one's own account can be changed.</param>
/// <param name="Role">Of the membership; <c>staff</c> for the platform's staff at home, <c>support</c> for them in an organization that let them in, <c>claimed</c> for who only says to be an agent of the Zendesk account.</param>
/// <param name="Impersonation">An admin acts as the person: pages show it all the time.</param>
/// <param name="SupportUntil">Somebody of the platform's staff, in an organization that let them in until then.</param>
internal sealed record SessionView(
    Guid Id,
    Guid Organization,
    Guid User,
    string Role,
    IReadOnlyList<string> Permissions,
    DateTimeOffset ConfirmedAt,
    bool? NeedsSecondFactor = null,
    ImpersonationView? Impersonation = null,
    DateTimeOffset? SupportUntil = null
)
{
    public static SessionView Of(SessionIdentity session) =>
        new(
            session.Id.Value,
            session.Organization.Value,
            session.User.Value,
            session.RoleName,
            [.. session.Permissions.Select(permission => permission.ToString()).Order(StringComparer.Ordinal)],
            session.ConfirmedAt,
            session.NeedsSecondFactor ? true : null,
            session.Impersonation is { } acting ? new ImpersonationView(acting.By.Value, acting.Until) : null,
            session.Visit?.Until
        );
}

/// <param name="By">The admin.</param>
/// <param name="Until">When it ends at the latest.</param>
internal sealed record ImpersonationView(Guid By, DateTimeOffset Until);

/// <param name="Session">Signed in; absent while a second factor is missing.</param>
/// <param name="SecondFactor">Send it back with a code; it works for 5 minutes and 5 codes.</param>
internal sealed record SignInView(SessionView? Session = null, string? SecondFactor = null);

/// <summary>What came of a change that has nothing else to show.</summary>
internal sealed record DoneView(bool Done)
{
    public static DoneView Yes { get; } = new(true);
}

internal static class SignInAnswers
{
    /// <summary>Sets the cookie of a new session, and ends the one that the browser had.</summary>
    public static async Task<Results<Ok<SignInView>, ProblemResult>> AnswerAsync(
        this Outcome<SignInStep> step,
        HttpContext context,
        SessionStore sessions
    ) =>
        !step.Succeeded ? step.Failure.ToProblem(Detail(step.Failure))
        : step.Value.Session is { } session ? TypedResults.Ok(new SignInView(await BeginAsync(session, context, sessions)))
        : TypedResults.Ok(new SignInView(SecondFactor: step.Value.SecondFactor));

    public static async Task<SessionView> BeginAsync(NewSession session, HttpContext context, SessionStore sessions)
    {
        if (context.FindCaller()?.Person is { } old && old.Id != session.Identity.Id)
        {
            await EndAsync(old, context);
        }

        if (context.Request.Cookies.TryGetValue(SessionCookie.OwnName, out var aside))
        {
            context.Response.ForgetSessionAside();
            if (await sessions.AuthenticateAsync(aside, context.RequestAborted) is { Succeeded: true, Value: var own })
            {
                await EndAsync(own, context);
            }
        }

        context.Response.SetSession(session);
        return SessionView.Of(session.Identity);
    }

    private static Task<Outcome<Done>> EndAsync(SessionIdentity session, HttpContext context) =>
        context
            .RequestServices.GetRequiredService<SessionEnds>()
            .EndAsync(session.Organization, session.User, session.Id, SessionEnd.SignedOut, session.Actor, context.RequestAborted);

    private static string? Detail(Failure failure) =>
        failure.Code switch
        {
            FailureCode.Unauthorized =>
                "This did not sign you in. Check what you typed; after several failures an account rests for some minutes.",
            FailureCode.Gone => "The link was used, has expired, or is not whole.",
            FailureCode.InvalidRequest =>
                "Choose another password: at least 12 characters, none that is known from elsewhere, not your name.",
            _ => null,
        };
}
