namespace Raum.AuditStore.Reconciling;

/// <summary>One way in which the log and what jobs left elsewhere can contradict each other.</summary>
/// <param name="Name">For ever: it stands in the log.</param>
/// <param name="JobsSql">
/// The jobs that do not fit; <c>$1</c> is the organization, <c>$2</c> and <c>$3</c> the time that is looked at.
/// </param>
internal sealed record LogCheck(string Name, string JobsSql)
{
    private const string Outcomes =
        "('job-delivered.v1', 'job-uncertain.v1', 'job-failed.v1', 'job-held.v1', 'job-retried.v1', 'job-buried.v1')";

    public static IReadOnlyList<LogCheck> All { get; } =
    [
        // The ledger says that an effect happened, and the log does not know.
        new(
            "delivery-without-event",
            """
            select d.job_id from conversation.delivery d
            where d.organization_id = $1 and d.state in ('done', 'uncertain') and d.settled_at < $3
              and exists (select from conversation.delivery s
                where s.organization_id = $1 and s.job_id = d.job_id and s.settled_at >= $2 and s.settled_at < $3)
            group by d.job_id
            having count(*) filter (where d.state = 'done') > (
                select count(*) from projection.audit_entry e
                where e.organization_id = $1 and e.target_kind = 'job' and e.target_id = d.job_id::text and e.type = 'job-delivered.v1')
              or count(*) filter (where d.state = 'uncertain') > (
                select count(*) from projection.audit_entry e
                where e.organization_id = $1 and e.target_kind = 'job' and e.target_id = d.job_id::text and e.type = 'job-uncertain.v1')
            """
        ),
        // The log says that an effect happened, and nobody made it.
        new(
            "event-without-delivery",
            """
            select e.target_id::uuid from projection.audit_entry e
            where e.organization_id = $1 and e.type = 'job-delivered.v1' and e.target_kind = 'job' and e.at < $3
              and e.target_id in (select s.target_id from projection.audit_entry s
                where s.organization_id = $1 and s.type = 'job-delivered.v1' and s.target_kind = 'job' and s.at >= $2 and s.at < $3)
            group by e.target_id
            having count(*) > (
              select count(*) from conversation.delivery d where d.organization_id = $1 and d.job_id = e.target_id::uuid and d.state = 'done')
            """
        ),
        new(
            "intent-without-outcome",
            $"""
            select distinct e.target_id::uuid from projection.audit_entry e
            where e.organization_id = $1 and e.type = 'job-intended.v1' and e.target_kind = 'job' and e.at >= $2 and e.at < $3
              and not exists (select from projection.audit_entry o
                where o.organization_id = $1 and o.target_id = e.target_id and o.target_kind = 'job' and o.revision > e.revision and o.type in {Outcomes})
            """
        ),
        // A provider was called, and the log does not know of that try.
        new(
            "call-without-event",
            """
            select c.job_id from conversation.provider_call c
            where c.organization_id = $1 and c.called_at < $3
              and exists (select from conversation.provider_call s
                where s.organization_id = $1 and s.job_id = c.job_id and s.called_at >= $2 and s.called_at < $3)
            group by c.job_id
            having count(*) > (
              select count(*) from projection.audit_entry e
              where e.organization_id = $1 and e.target_kind = 'job' and e.target_id = c.job_id::text and e.type = 'job-masked.v1')
            """
        ),
        // The log says that a provider was called, and nobody did. Calls from before the ledger of calls began are left out.
        new(
            "event-without-call",
            """
            select distinct e.target_id::uuid from projection.audit_entry e
            where e.organization_id = $1 and e.type = 'job-provider-called.v1' and e.target_kind = 'job' and e.at >= $2 and e.at < $3
              and e.at >= (select min(c.called_at) from conversation.provider_call c where c.organization_id = $1)
              and not exists (select from conversation.provider_call c where c.organization_id = $1 and c.job_id = e.target_id::uuid)
            """
        ),
        // A prompt was made for a provider: what came of it must follow, an answer or a failure.
        new(
            "call-without-outcome",
            $"""
            select distinct e.target_id::uuid from projection.audit_entry e
            where e.organization_id = $1 and e.type = 'job-masked.v1' and e.target_kind = 'job' and e.at >= $2 and e.at < $3
              and not exists (select from projection.audit_entry o
                where o.organization_id = $1 and o.target_id = e.target_id and o.target_kind = 'job' and o.revision > e.revision
                  and (o.type = 'job-provider-called.v1' or o.type in {Outcomes}))
            """
        ),
        // A provider was called, and what it was sent is not on record.
        new(
            "call-without-prompt",
            """
            select distinct e.target_id::uuid from projection.audit_entry e
            where e.organization_id = $1 and e.type = 'job-provider-called.v1' and e.target_kind = 'job' and e.at >= $2 and e.at < $3
              and not exists (select from projection.audit_entry o
                where o.organization_id = $1 and o.target_id = e.target_id and o.target_kind = 'job' and o.revision < e.revision and o.type = 'job-masked.v1')
            """
        ),
        // A person's decision about a draft counted, and is not on record.
        new(
            "decision-without-event",
            """
            select d.job_id from conversation.draft d
            where d.organization_id = $1 and d.decided_at >= $2 and d.decided_at < $3
              and not exists (select from projection.audit_entry e
                where e.organization_id = $1 and e.target_kind = 'job' and e.target_id = d.job_id::text and e.type = 'job-decided.v1')
            """
        ),
        // Nothing was heard of it for a day, though it neither ended nor waits for a person.
        new(
            "job-without-end",
            """
            select j.job_id from projection.job_summary j
            where j.organization_id = $1 and j.changed_at >= $2 - interval '1 day' and j.changed_at < $3 - interval '1 day'
              and j.state in ('Queued', 'Masked', 'Answered', 'ProviderFailed', 'Approved', 'Edited', 'Delivering', 'Failed', 'Retrying')
            """
        ),
    ];
}
