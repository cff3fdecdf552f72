-- A month and a request may have planned the same entries: who comes second marks what is left, and its receipt names the others as well.

-- The one way to remove bodies: receipt, marks, bodies, keys and read models of a planned removal in one transaction.
-- How many entries lost their body: 0 when somebody else did it before, null while a legal hold stands.
create or replace function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz) returns bigint
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  plan record;
  removed bigint;
  jobs uuid[];
  beside int;
begin
  perform projection.take_turn();
  -- From here on nobody places a hold, begins a rebuild or removes something before this is committed.
  if exists (select from audit.hold h where h.organization_id = organization and h.lifted_at is null) then
    return null;
  end if;
  select r.* into plan from audit.removal r where r.organization_id = organization and r.receipt_id = receipt;
  if not found then
    return 0;
  end if;

  -- What is being built beside goes, because it may hold what is removed here. Its builder begins again.
  select g.building into beside from projection.generation g where g.organization_id = organization and g.building is not null for update;
  if beside is not null then
    perform set_config('raum.generation', beside::text, true);
    delete from projection.audit_entry a where a.organization_id = organization;
    delete from projection.job_summary j where j.organization_id = organization;
    delete from projection.job_subject s where s.organization_id = organization;
    perform set_config('raum.generation', '', true);
    update projection.generation g set building = null, built = -1 where g.organization_id = organization;
  end if;

  insert into audit.receipt (organization_id, receipt_id, note, signed_at) values (organization, receipt, note, signed_at);
  insert into audit.removed_body (organization_id, revision, receipt_id, state)
    select organization, r, receipt, case when plan.class is null then 'erased' else 'expired' end from unnest(plan.revisions) as r
    on conflict (organization_id, revision) do nothing;
  get diagnostics removed = row_count;
  update audit.event e set body_hash = sha256(e.body), body = ''
    where e.organization_id = organization and e.revision = any (plan.revisions) and e.body_hash is null;
  delete from audit.body_key k using projection.audit_entry a
    where k.organization_id = organization and a.organization_id = organization and a.revision = any (plan.revisions) and k.event_id = a.event_id;
  delete from audit.body_key k using audit.event e
    where k.organization_id = organization and e.organization_id = organization and e.revision = any (plan.revisions) and k.event_id = e.event_id;

  select array_agg(distinct a.target_id::uuid) into jobs from projection.audit_entry a
    where a.organization_id = organization and a.revision = any (plan.revisions) and a.class = 'AiOperation' and a.target_kind = 'job';
  delete from projection.audit_entry a where a.organization_id = organization and a.revision = any (plan.revisions);

  -- A month's key goes when nothing is left that it opens. What came late (in the log and not in the plan, or so young that it may be on its way there) keeps it
  -- for the next removal: no body may become unreadable without a mark. Other keys are of events that were never written.
  if plan.month is not null
    and not exists (select from projection.audit_entry a
      where a.organization_id = organization and a.class = plan.class
        and a.at >= plan.month::timestamp at time zone 'UTC' and a.at < (plan.month + interval '1 month') at time zone 'UTC')
    and not exists (select from audit.body_key k
      where k.organization_id = organization and k.class = plan.class and k.month = plan.month
        and (exists (select from audit.event e where e.organization_id = organization and e.event_id = k.event_id)
          -- The first 48 bits of a UUIDv7 are milliseconds.
          or to_timestamp(('x' || left(replace(k.key_id::text, '-', ''), 12))::bit(48)::bigint / 1000.0) > signed_at - interval '1 hour'))
  then
    delete from audit.body_key k where k.organization_id = organization and k.class = plan.class and k.month = plan.month;
    delete from audit.month_key k where k.organization_id = organization and k.class = plan.class and k.month = plan.month;
  end if;

  -- What is known of a job goes with the job's last entry: by it the entries that are left are found when their person asks.
  select array_agg(j) into jobs from unnest(jobs) as j
    where not exists (select from projection.audit_entry a
      where a.organization_id = organization and a.target_id = j::text and a.target_kind = 'job' and a.class = 'AiOperation');
  delete from projection.job_summary j where j.organization_id = organization and j.job_id = any (jobs);
  delete from projection.job_subject s where s.organization_id = organization and s.job_id = any (jobs);
  delete from conversation.draft d where d.organization_id = organization and d.job_id = any (jobs);
  -- An effect whose outcome is not on record yet stays for the reconciler.
  delete from conversation.delivery d where d.organization_id = organization and d.job_id = any (jobs) and d.recorded;
  delete from conversation.provider_call c where c.organization_id = organization and c.job_id = any (jobs);
  delete from audit.removal r where r.organization_id = organization and r.receipt_id = receipt;
  return removed;
end
$$;
