using System.Reflection;
using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Http.Authentication;

/// <summary>Who asks, as authenticated by an API key. A handler that takes it as a parameter runs for authenticated callers only.</summary>
/// <param name="Organization">Everything the request touches belongs to it; no request can name another.</param>
public sealed record Caller(OrganizationId Organization, ApiKeyId Key)
{
    public AuditActor Actor => AuditActor.ApiKey(Key);

    /// <exception cref="InvalidOperationException">The endpoint does not require authentication: a bug in its mapping.</exception>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Caller?>(
            context.FindCaller() ?? throw new InvalidOperationException($"{parameter.Member.Name} is mapped without authentication.")
        );
}

public static class CallerContext
{
    /// <summary>The authenticated caller; null before authentication and for anonymous requests.</summary>
    public static Caller? FindCaller(this HttpContext context) => context.Items[typeof(Caller)] as Caller;

    internal static void SetCaller(this HttpContext context, Caller caller) => context.Items[typeof(Caller)] = caller;
}
