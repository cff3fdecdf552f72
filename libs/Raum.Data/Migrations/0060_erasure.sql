-- Erasure of a person (KEY-7, DATA-2): which jobs were about whom, by keyed hashes, and the requests that were made.

-- Keyed hash of an e-mail address or a desk's user number, and the jobs that read something of that person. A read model: its source is the sealed events.
create table projection.job_subject (
  organization_id uuid not null references organizations.organization,
  print bytea not null check (length(print) = 33),
  job_id uuid not null,
  primary key (organization_id, print, job_id)
);
create index job_subject_by_job on projection.job_subject (organization_id, job_id);
call raum.protect('projection.job_subject');
grant select, insert, delete on projection.job_subject to raum_projector;
grant select, delete on projection.job_subject to raum_purge;

-- A request is tracked from its receipt to its report. Nothing in it says in clear who the person is.
create table audit.privacy_request (
  organization_id uuid not null references organizations.organization,
  request_id uuid not null,
  -- The organization's own number of the request, opaque.
  reference text not null check (reference ~ '^[A-Za-z0-9-]{1,64}$'),
  -- What the person is known by; empty once the request is done.
  prints bytea[] not null,
  tickets bigint[] not null,
  received_at timestamptz not null,
  due_at timestamptz not null,
  state text not null default 'received' check (state in ('received', 'held', 'erasing', 'done')),
  -- Legal holds that kept it waiting.
  holds uuid[] not null default '{}',
  done_at timestamptz,
  report jsonb,
  primary key (organization_id, request_id),
  unique (organization_id, reference),
  check ((state = 'done') = (done_at is not null))
);
call raum.protect('audit.privacy_request');
grant select, insert on audit.privacy_request to raum_api, raum_app;
grant select, update (prints, state, holds, done_at, report) on audit.privacy_request to raum_purge;
create index privacy_request_open on audit.privacy_request (due_at) where state <> 'done';

-- Who has one open: ids only.
grant usage on schema audit to raum_lookup;
grant select (organization_id, state) on audit.privacy_request to raum_lookup;
create policy open_requests on audit.privacy_request for select to raum_lookup using (state <> 'done');
set local role raum_lookup;
create function lookup.privacy_requests() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select distinct r.organization_id from audit.privacy_request r where r.state <> 'done';
$$;
grant usage on schema lookup to raum_purge;
grant execute on function lookup.privacy_requests() to raum_purge;
reset role;

-- As before, and with it go the drafts of these jobs and what said whom they were about.
create or replace function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz, state text, revisions bigint[], expired_class text, expired_month date)
  returns bigint
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  removed bigint;
  jobs uuid[];
begin
  insert into audit.receipt (organization_id, receipt_id, note, signed_at) values (organization, receipt, note, signed_at);
  insert into audit.removed_body (organization_id, revision, receipt_id, state)
    select organization, r, receipt, state from unnest(revisions) as r;
  get diagnostics removed = row_count;
  update audit.event e set body_hash = sha256(e.body), body = ''
    where e.organization_id = organization and e.revision = any (revisions) and e.body_hash is null;
  delete from audit.body_key k using projection.audit_entry a
    where k.organization_id = organization and a.organization_id = organization and a.revision = any (revisions) and k.event_id = a.event_id;
  if expired_month is not null then
    delete from audit.body_key k where k.organization_id = organization and k.class = expired_class and k.month = expired_month;
    delete from audit.month_key k where k.organization_id = organization and k.class = expired_class and k.month = expired_month;
  end if;
  select array_agg(distinct a.target_id::uuid) into jobs from projection.audit_entry a
    where a.organization_id = organization and a.revision = any (revisions) and a.class = 'AiOperation' and a.target_kind = 'job';
  delete from projection.job_summary j where j.organization_id = organization and j.job_id = any (jobs);
  delete from projection.job_subject s where s.organization_id = organization and s.job_id = any (jobs);
  delete from conversation.draft d where d.organization_id = organization and d.job_id = any (jobs);
  delete from projection.audit_entry a where a.organization_id = organization and a.revision = any (revisions);
  return removed;
end
$$;
