using Microsoft.AspNetCore.Http;
using Raum.Core.Audit;

namespace Raum.Http.Access;

public static class RequestTarget
{
    /// <summary>Says what the request is about, for its audit event. An opaque id, nothing a person typed.</summary>
    public static void Concerns(this HttpContext context, AuditTarget target) => context.Items[typeof(AuditTarget)] = target;

    internal static AuditTarget? AuditTarget(this HttpContext context) => context.Items[typeof(AuditTarget)] as AuditTarget;
}
