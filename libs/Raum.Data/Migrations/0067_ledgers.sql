-- A memory of provider calls beside the log, which the daily comparison holds against it: what is left out of a log breaks no hash. Ids and times only.
create table conversation.provider_call (
  organization_id uuid not null references organizations.organization,
  job_id uuid not null,
  attempt int not null,
  called_at timestamptz not null,
  primary key (organization_id, job_id, attempt)
);
call raum.protect('conversation.provider_call');
grant insert, select on conversation.provider_call to raum_app, raum_worker;
grant select on conversation.provider_call to raum_projector;
grant select, delete on conversation.provider_call to raum_purge;
create index provider_call_by_time on conversation.provider_call (organization_id, called_at);

-- What the ledgers know of a job goes with the last entry of the job: otherwise the comparison would take an erased job for one that was left out.
create or replace function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz, state text, revisions bigint[], expired_class text, expired_month date)
  returns bigint
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  removed bigint;
  jobs uuid[];
begin
  perform projection.take_turn();
  select array_agg(distinct a.target_id::uuid) into jobs from projection.audit_entry a
    where a.organization_id = organization and a.revision = any (revisions) and a.class = 'AiOperation' and a.target_kind = 'job';
  removed := audit.remove_bodies_in_turn(receipt, note, signed_at, state, revisions, expired_class, expired_month);
  select array_agg(j) into jobs from unnest(jobs) as j
    where not exists (select from projection.audit_entry a
      where a.organization_id = organization and a.target_id = j::text and a.target_kind = 'job' and a.class = 'AiOperation');
  -- An effect whose outcome is not on record yet stays for the reconciler.
  delete from conversation.delivery d where d.organization_id = organization and d.job_id = any (jobs) and d.recorded;
  delete from conversation.provider_call c where c.organization_id = organization and c.job_id = any (jobs);
  return removed;
end
$$;

-- Whether content was ever approved for a sink outlives the entries that say so: an erasure's report names the copies that left Raum.
alter table audit.sink add column content_ever boolean not null default false;
update audit.sink s set content_ever = true
  where s.content or exists (select from projection.audit_entry a
    where a.organization_id = s.organization_id and a.type = 'sink-changed.v1' and a.target_id = s.sink_id::text and a.details ->> 'change' = 'ContentApproved');
grant update (content_ever) on audit.sink to raum_app;
grant select (content_ever) on audit.sink to raum_purge;
