using Microsoft.Extensions.Logging;
using Raum.Core;

namespace Raum.Zendesk;

/// <summary>Log lines of Zendesk: event ids 4500 to 4599. Codes, ids and numbers only.</summary>
internal static partial class ZendeskLog
{
    [LoggerMessage(4501, LogLevel.Information, "Organization {Organization}: Zendesk's token pair was rotated, version {Version}")]
    public static partial void Refreshed(this ILogger logger, OrganizationId organization, long version);

    [LoggerMessage(4502, LogLevel.Error, "Organization {Organization}: Zendesk refused the tokens ({Code}); an admin has to connect again")]
    public static partial void Revoked(this ILogger logger, OrganizationId organization, FailureCode code);

    [LoggerMessage(4503, LogLevel.Warning, "Organization {Organization}: the token pair could not be refreshed ({Code})")]
    public static partial void RefreshFailed(this ILogger logger, OrganizationId organization, FailureCode code);

    [LoggerMessage(
        4504,
        LogLevel.Warning,
        "Organization {Organization}: the loss of the Zendesk connection could not be recorded ({Code})"
    )]
    public static partial void LossNotRecorded(this ILogger logger, OrganizationId organization, FailureCode code);

    [LoggerMessage(
        4505,
        LogLevel.Warning,
        "Organization {Organization}, ticket {TicketId}: a write waits {Wait} for Zendesk's update limit"
    )]
    public static partial void WriteHeldBack(this ILogger logger, OrganizationId organization, long ticketId, TimeSpan wait);

    [LoggerMessage(4506, LogLevel.Warning, "Organization {Organization}, ticket {TicketId}: the result of a write is unknown, job {Job}")]
    public static partial void Uncertain(this ILogger logger, OrganizationId organization, long ticketId, JobId job);
}
