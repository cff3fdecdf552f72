using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.Http.Access;

/// <summary>Who sent a request whose signature is its authentication.</summary>
public sealed record VerifiedSender(OrganizationId Organization, AuditActor Actor);

/// <summary>Marks an endpoint that checks a signature itself: a place in the audit log is held for it, as for a request with a key.</summary>
public sealed class SignedRequest;

public static class SenderContext
{
    /// <summary>The signature holds: from here on the request is recorded as this sender's.</summary>
    public static void CameFrom(this HttpContext context, VerifiedSender sender) => context.Items[typeof(VerifiedSender)] = sender;

    internal static VerifiedSender? FindSender(this HttpContext context) => context.Items[typeof(VerifiedSender)] as VerifiedSender;
}
