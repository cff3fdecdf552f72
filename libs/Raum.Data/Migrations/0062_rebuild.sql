-- Read models are built again beside the ones that are read, and put in their place at once: every row has a generation, and nobody sees another one than the
-- organization's live one. The one who builds says in its transaction which it works on.

create table projection.generation (
  organization_id uuid primary key references organizations.organization,
  live int not null check (live >= 0),
  -- The highest number that was ever used.
  last int not null check (last >= live),
  -- What is being built, and the last revision that it contains.
  building int check (building > live and building <= last),
  built bigint not null default -1 check (built >= -1)
);
call raum.protect('projection.generation');
grant select, insert, update (live, last, building, built) on projection.generation to raum_projector;
grant select on projection.generation to raum_api, raum_worker, raum_app;
grant select, update (building, built) on projection.generation to raum_purge;

create function projection.current_generation() returns int
  language sql stable parallel safe
as $$
  select coalesce(
    nullif(current_setting('raum.generation', true), '')::int,
    (select g.live from projection.generation g where g.organization_id = (select raum.current_organization())),
    0)
$$;
grant execute on function projection.current_generation() to raum_api, raum_worker, raum_app, raum_projector, raum_purge;

alter table projection.audit_entry add column generation int not null default 0;
alter table projection.audit_entry drop constraint audit_entry_pkey, add primary key (organization_id, at, revision, generation);
alter table projection.job_summary add column generation int not null default 0;
alter table projection.job_summary drop constraint job_summary_pkey, add primary key (organization_id, job_id, generation);
alter table projection.job_subject add column generation int not null default 0;
alter table projection.job_subject drop constraint job_subject_pkey, add primary key (organization_id, print, job_id, generation);
alter table projection.usage add column generation int not null default 0;
alter table projection.usage drop constraint usage_pkey, add primary key (organization_id, day, provider, model, currency, generation);
alter table projection.masking add column generation int not null default 0;
alter table projection.masking drop constraint masking_pkey, add primary key (organization_id, day, type, generation);

do $$
declare
  rows text;
begin
  foreach rows in array array['audit_entry', 'job_summary', 'job_subject', 'usage', 'masking'] loop
    -- What is seen is of one generation; what is written names its own.
    execute format('create policy one_generation on projection.%I as restrictive
      using (generation = (select projection.current_generation())) with check (true)', rows);
  end loop;
end
$$;

-- Statistics of what was removed cannot be built again: who builds has to know.
grant select on audit.removed_body to raum_projector;

-- As before; and what is being built beside goes, because it may hold what is removed here. Its builder begins again.
create or replace function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz, state text, revisions bigint[], expired_class text, expired_month date)
  returns bigint
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  removed bigint;
  jobs uuid[];
  beside int;
begin
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
