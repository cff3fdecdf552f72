using System.Collections.Concurrent;
using System.Globalization;
using Raum.AuditStore.Events;
using Raum.AuditStore.Projections;
using Raum.Core;
using Raum.Core.Audit;
using Raum.Data;

namespace Raum.AuditStore.Reconciling;

/// <summary>Compares the log with jobs, provider calls and deliveries once a day, checks it as an auditor would, and puts the result on record; what does not fit is an alert.</summary>
/// <remarks>An omission is the one thing that a tree of hashes cannot show: here the log is held against rows that other parts of Raum wrote.</remarks>
public sealed class LogReconciler
{
    /// <summary>Among the discrepancies: the log is not what its tree and its receipts say.</summary>
    public const string DoesNotVerify = "log-does-not-verify";

    private const int Examples = 20;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>What is younger may still be on its way.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>After a long standstill no more than this is looked at.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<OrganizationId, DateTimeOffset> _verified = new();
    private readonly PlacedDatabase _projector;
    private readonly AuditProjector _readModels;
    private readonly LogVerification _verification;
    private readonly IAuditLog _log;
    private readonly TimeProvider _clock;

    internal LogReconciler(
        PlacedDatabase projector,
        AuditProjector readModels,
        LogVerification verification,
        IAuditLog log,
        TimeProvider clock
    )
    {
        _verification = verification;
        _projector = projector;
        _readModels = readModels;
        _log = log;
        _clock = clock;
    }

    /// <summary>All organizations.</summary>
    public async Task<Outcome<IReadOnlyList<OrganizationId>>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var organizations = new List<OrganizationId>();
            await using var command = _projector.Shared.CreateLookup("select id from lookup.organization_ids() as id");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                organizations.Add(new OrganizationId(reader.GetGuid(0)));
            }

            // Its log has no jobs, and is checked as the others are.
            organizations.Add(OrganizationId.Installation);
            return organizations;
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    /// <summary>Compares what was settled since the last comparison, when that is a day ago.</summary>
    /// <returns>What is on record now; null when it is not time, or nothing happened since. Several processes may ask: one comparison counts.</returns>
    public async Task<Outcome<LogReconciled?>> RunAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            // Read models that are behind would look like a log with holes.
            await _readModels.CatchUpAsync(organization, cancellationToken);
            var until = _clock.GetUtcNow() - Settled;
            var from = await LastAsync(organization, cancellationToken) ?? until - Day;
            if (from > until - Day)
            {
                return (LogReconciled?)null;
            }

            from = from < until - Longest ? until - Longest : from;
            var compared = await CompareAsync(organization, from, until, cancellationToken);
            if (compared.Compared == 0 && compared.Discrepancies.Count == 0)
            {
                return (LogReconciled?)null;
            }

            var recorded = await _log.AppendAsync(organization, [compared], cancellationToken);
            return recorded switch
            {
                { Succeeded: true } => compared,
                // Another process was quicker.
                { Failure.Code: FailureCode.AuditConflict } => (LogReconciled?)null,
                _ => recorded.Failure,
            };
        }
        catch (AuditReadException e)
        {
            return new Failure(e.Code);
        }
        catch (Exception e) when (DatabaseFailures.IsUnavailable(e))
        {
            return new Failure(FailureCode.DatabaseUnavailable);
        }
    }

    private async Task<DateTimeOffset?> LastAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        await using var batch = _projector
            .CreateBatch(organization)
            .Add(
                """
                select (details ->> 'until')::timestamptz from projection.audit_entry
                where organization_id = $1 and type = 'log-reconciled.v1' order by at desc limit 1
                """,
                organization.Value
            );
        await using var reader = await batch.ReadAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    private async Task<LogReconciled> CompareAsync(
        OrganizationId organization,
        DateTimeOffset from,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        await using var batch = _projector
            .CreateBatch(organization)
            .Add(
                """
                select (select count(*) from projection.audit_entry where organization_id = $1 and at >= $2 and at < $3 and target_kind = 'job')
                  + (select count(*) from conversation.delivery where organization_id = $1 and settled_at >= $2 and settled_at < $3)
                  + (select count(*) from conversation.provider_call where organization_id = $1 and called_at >= $2 and called_at < $3)
                """,
                organization.Value,
                from,
                until
            );
        foreach (var check in LogCheck.All)
        {
            batch.Add(
                $"select job, count(*) over () from ({check.JobsSql}) found (job) order by job limit {Examples}",
                organization.Value,
                from,
                until
            );
        }

        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var compared = reader.GetInt64(0);
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var jobs = new List<Guid>();
        foreach (var check in LogCheck.All)
        {
            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                jobs.Add(reader.GetGuid(0));
                found[check.Name] = reader.GetInt64(1);
            }
        }

        await reader.CloseAsync();
        var now = _clock.GetUtcNow();
        // A log in which nothing happens is asked for every hour, and checked once a day as the others are.
        if (compared > 0 || !_verified.TryGetValue(organization, out var last) || last <= now - Day)
        {
            if (await CountProblemsAsync(organization, cancellationToken) is > 0 and var problems)
            {
                found[DoesNotVerify] = problems;
            }

            _verified[organization] = now;
        }

        // The same for every process that compares from the same moment on: the log takes it once.
        var id = NamedId.Of(string.Create(CultureInfo.InvariantCulture, $"{organization}|reconciled|{now.UtcDateTime:yyyy-MM-dd}"));
        return new LogReconciled
        {
            Id = id,
            At = now,
            Actor = AuditActor.System("reconciler"),
            Correlation = new CorrelationId(id),
            Result = found.Count == 0 ? AuditResult.Success : AuditResult.Failure,
            From = from,
            Until = until,
            Compared = compared,
            Discrepancies = found,
            Jobs = [.. jobs.Distinct()],
        };
    }

    private async Task<long> CountProblemsAsync(OrganizationId organization, CancellationToken cancellationToken)
    {
        try
        {
            return (await _verification.RunAsync(organization, cancellationToken)).Count;
        }
        catch (AuditReadException e) when (e.Code is FailureCode.SealBroken or FailureCode.Gone)
        {
            // A tree or a log that cannot even be exported.
            return 1;
        }
    }
}
