using Microsoft.AspNetCore.Http;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Http.Protection;

namespace Raum.Http.Access;

public static class RequestTarget
{
    private const int MaxUserAgentLength = 256;

    /// <summary>Where the request came from, for audit events: the peer, or the address that a configured proxy forwards.</summary>
    public static AuditOrigin AuditOrigin(this HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new AuditOrigin(
            context.Connection.RemoteIpAddress is { } address ? new PersonalText(Networks.Plain(address).ToString()) : null,
            agent.Length > 0 ? new PersonalText(agent.Length > MaxUserAgentLength ? agent[..MaxUserAgentLength] : agent) : null
        );
    }

    /// <summary>Says what the request is about, for its audit event. An opaque id, nothing a person typed.</summary>
    public static void Concerns(this HttpContext context, AuditTarget target) => context.Items[typeof(AuditTarget)] = target;

    internal static AuditTarget? AuditTarget(this HttpContext context) => context.Items[typeof(AuditTarget)] as AuditTarget;
}
