using System.Reflection;
using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Core.Audit;
using Raum.People.Sessions;

namespace Raum.Http.Authentication;

/// <summary>Who asks, as authenticated by an API key or a session. A handler that takes it as a parameter runs for authenticated callers only.</summary>
/// <param name="Organization">Everything the request touches belongs to it; no request can name another.</param>
/// <param name="Actor">As the audit log names it.</param>
/// <param name="Subject">The key's or the person's id, for limits; an admin who acts as somebody uses up their own.</param>
/// <param name="Person">The session; null for an API key.</param>
public sealed record Caller(OrganizationId Organization, AuditActor Actor, Guid Subject, SessionIdentity? Person)
{
    public static Caller Of(OrganizationId organization, ApiKeyId key) => new(organization, AuditActor.ApiKey(key), key.Value, null);

    public static Caller Of(SessionIdentity session) =>
        new(session.Organization, session.Actor, (session.Impersonation?.By ?? session.User).Value, session);

    /// <exception cref="InvalidOperationException">The endpoint does not require authentication: a bug in its mapping.</exception>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Caller?>(
            context.FindCaller() ?? throw new InvalidOperationException($"{parameter.Member.Name} is mapped without authentication.")
        );
}

/// <summary>A signed-in person. A handler that takes it as a parameter is mapped with a permission that no API key has.</summary>
public sealed record Person(SessionIdentity Session)
{
    public OrganizationId Organization => Session.Organization;

    public UserId User => Session.User;

    public AuditActor Actor => Session.Actor;

    /// <exception cref="InvalidOperationException">The endpoint lets API keys in: a bug in its mapping.</exception>
    public static ValueTask<Person?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Person?>(
            context.FindCaller()?.Person is { } session
                ? new Person(session)
                : throw new InvalidOperationException($"{parameter.Member.Name} is mapped for others than people.")
        );
}

public static class CallerContext
{
    /// <summary>The authenticated caller; null before authentication and for anonymous requests.</summary>
    public static Caller? FindCaller(this HttpContext context) => context.Items[typeof(Caller)] as Caller;

    internal static void SetCaller(this HttpContext context, Caller caller) => context.Items[typeof(Caller)] = caller;
}
