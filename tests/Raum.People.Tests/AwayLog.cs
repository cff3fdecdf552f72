using Microsoft.Extensions.DependencyInjection;
using Raum.Core;
using Raum.Core.Audit;

namespace Raum.People.Tests;

/// <summary>Whether the audit log can be reached; of every process of a test.</summary>
internal sealed class LogSwitch
{
    public bool Away { get; set; }
}

/// <summary>The real log, behind a wire that a test can cut.</summary>
internal sealed class AwayLog(IAuditLog inner, LogSwitch wire) : IAuditLog
{
    public async Task<Outcome<long>> AppendAsync(
        OrganizationId organization,
        IReadOnlyList<AuditEvent> events,
        CancellationToken cancellationToken
    ) => wire.Away ? new Failure(FailureCode.AuditUnavailable) : await inner.AppendAsync(organization, events, cancellationToken);

    public IAsyncEnumerable<RecordedEvent> ReadAsync(OrganizationId organization, long fromRevision, CancellationToken cancellationToken) =>
        inner.ReadAsync(organization, fromRevision, cancellationToken);
}

internal static class AwayLogs
{
    public static void AddAwayLog(this IServiceCollection services, LogSwitch wire)
    {
        var inner = services.Last(descriptor => descriptor.ServiceType == typeof(IAuditLog) && !descriptor.IsKeyedService);
        services.Remove(inner);
        services.AddSingleton<IAuditLog>(provider => new AwayLog(
            (IAuditLog)(
                inner.ImplementationInstance
                ?? inner.ImplementationFactory?.Invoke(provider)
                ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)
            ),
            wire
        ));
    }
}
