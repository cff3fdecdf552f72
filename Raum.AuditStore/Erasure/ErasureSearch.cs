using Raum.Core;
using Raum.Data;

namespace Raum.AuditStore.Erasure;

/// <summary>What there is about a person: jobs, entries, and the copies that left Raum. Read before it is erased, as the purge role.</summary>
internal static class ErasureSearch
{
    private const string Remains =
        "In Raum: headers, salts and hashes of the entries, for the proofs, and cost and counts without a person. Backups of Postgres that hold the wrapped keys, and "
        + "dead rows until Postgres reuses their place, at most 30 days. Outside: what Zendesk, providers and the organization's own programs received, as listed; "
        + "exports of the log hold headers and hashes.";

    /// <summary>The jobs about a person: by keyed hash, by ticket, and those that were found before.</summary>
    public static async Task<List<JobId>> JobsAsync(OrganizationScope scope, OpenRequest request, CancellationToken cancellationToken)
    {
        var jobs = new List<JobId>();
        await foreach (
            var job in Rows(
                scope,
                """
                select job_id from projection.job_subject where organization_id = $1 and print = any ($2)
                union
                select job_id from projection.job_summary where organization_id = $1 and ticket_id = any ($3)
                union
                select unnest(jobs) from audit.privacy_request where organization_id = $1 and request_id = $4
                """,
                row => new JobId(row.GetGuid(0)),
                cancellationToken,
                scope.Organization.Value,
                request.Prints,
                request.Tickets,
                request.Request.Id
            )
        )
        {
            jobs.Add(job);
        }

        return jobs;
    }

    /// <summary>Entries about them whose body is there.</summary>
    public static async Task<FoundEntries> EntriesAsync(
        OrganizationScope scope,
        IReadOnlyList<JobId> jobs,
        CancellationToken cancellationToken
    )
    {
        var revisions = new List<long>();
        await foreach (
            var revision in Rows(
                scope,
                """
                select a.revision from projection.audit_entry a
                where a.organization_id = $1 and a.target_kind = 'job' and a.target_id = any ($2)
                  and not exists (select from audit.removed_body r where r.organization_id = $1 and r.revision = a.revision)
                order by a.revision
                """,
                row => row.GetInt64(0),
                cancellationToken,
                scope.Organization.Value,
                Targets(jobs)
            )
        )
        {
            revisions.Add(revision);
        }

        return new FoundEntries(jobs, revisions);
    }

    /// <summary>Effects of these jobs of which nobody knows yet what became of them: the reconciler finds out and records it.</summary>
    public static async Task<long> CountOpenAsync(OrganizationScope scope, IReadOnlyList<JobId> jobs, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            "select count(*) from conversation.delivery where organization_id = $1 and job_id = any ($2) and state = 'intended' and not recorded",
            scope.Organization.Value,
            jobs.Select(job => job.Value).ToArray()
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Where copies of it went.</summary>
    public static async Task<ErasureReport> ReportAsync(OrganizationScope scope, FoundEntries found, CancellationToken cancellationToken)
    {
        var targets = Targets(found.Jobs);
        var providers = new List<ProviderCopies>();
        await foreach (
            var copies in Rows(
                scope,
                """
                select details ->> 'provider', details ->> 'model', count(*), min(at), max(at) from projection.audit_entry
                where organization_id = $1 and target_kind = 'job' and target_id = any ($2) and type = 'job-provider-called.v1'
                  and coalesce(details ->> 'fromCache', 'false') = 'false'
                group by 1, 2 order by 1, 2
                """,
                row => new ProviderCopies(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetInt64(2),
                    row.GetFieldValue<DateTimeOffset>(3),
                    row.GetFieldValue<DateTimeOffset>(4)
                ),
                cancellationToken,
                scope.Organization.Value,
                targets
            )
        )
        {
            providers.Add(copies);
        }

        var tickets = new SortedSet<long>();
        var (callbacks, results) = (0L, 0L);
        await foreach (
            var (delivery, ticket) in Rows(
                scope,
                """
                select a.details ->> 'delivery', j.ticket_id from projection.audit_entry a
                left join projection.job_summary j on j.organization_id = $1 and j.job_id::text = a.target_id
                where a.organization_id = $1 and a.target_kind = 'job' and a.target_id = any ($2) and a.type in ('job-delivered.v1', 'job-uncertain.v1')
                """,
                row => (row.GetString(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                cancellationToken,
                scope.Organization.Value,
                targets
            )
        )
        {
            callbacks += delivery == nameof(DeliveryTarget.Callback) ? 1 : 0;
            results += delivery is nameof(DeliveryTarget.Result) or nameof(DeliveryTarget.Simulation) ? 1 : 0;
            if (delivery is nameof(DeliveryTarget.PublicReply) or nameof(DeliveryTarget.InternalNote) && ticket is { } number)
            {
                tickets.Add(number);
            }
        }

        return new ErasureReport(
            found.Jobs.Count,
            found.Revisions.Count,
            [],
            [.. tickets],
            providers,
            callbacks,
            results,
            await ExportsAsync(scope, targets, cancellationToken),
            Remains,
            await SinksAsync(scope, found.Revisions, cancellationToken)
        );
    }

    /// <summary>A sink has what stands before its position, also one that was removed or given up since.</summary>
    private static async Task<List<SinkCopies>> SinksAsync(
        OrganizationScope scope,
        IReadOnlyList<long> revisions,
        CancellationToken cancellationToken
    )
    {
        var sinks = new List<SinkCopies>();
        await foreach (
            var copies in Rows(
                scope,
                """
                select s.sink_id, s.kind, (select count(*) from unnest($2::bigint[]) as r where r < s.position),
                  s.content_ever
                from audit.sink s
                where s.organization_id = $1 and s.kind in ('Syslog', 'CloudEvents') and s.position > (select min(r) from unnest($2::bigint[]) as r)
                order by s.sink_id
                """,
                row => new SinkCopies(row.GetGuid(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3)),
                cancellationToken,
                scope.Organization.Value,
                revisions.ToArray()
            )
        )
        {
            sinks.Add(copies);
        }

        return sinks;
    }

    private static async Task<long> ExportsAsync(OrganizationScope scope, string[] targets, CancellationToken cancellationToken)
    {
        await using var command = scope.CreateCommand(
            """
            select count(*) from projection.audit_entry
            where organization_id = $1 and type = 'request-served.v1' and result = 'Success' and details ->> 'route' like '/v1/audit/export%'
              and at >= (select min(at) from projection.audit_entry where organization_id = $1 and target_kind = 'job' and target_id = any ($2))
            """,
            scope.Organization.Value,
            targets
        );
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string[] Targets(IReadOnlyList<JobId> jobs) => [.. jobs.Select(job => job.ToString())];

    private static async IAsyncEnumerable<T> Rows<T>(
        OrganizationScope scope,
        string sql,
        Func<Npgsql.NpgsqlDataReader, T> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken,
        params object[] values
    )
    {
        await using var command = scope.CreateCommand(sql, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return read(reader);
        }
    }
}

/// <param name="Revisions">In ascending order.</param>
internal sealed record FoundEntries(IReadOnlyList<JobId> Jobs, IReadOnlyList<long> Revisions);

/// <summary>A request that is not done, with what finds the person.</summary>
internal sealed record OpenRequest(PrivacyRequest Request, byte[][] Prints, long[] Tickets);
