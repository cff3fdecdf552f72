-- Read models of the audit log. All of it can be thrown away and built again from the log.

-- How far a read model has come. It moves in the transaction of the rows, by compare-and-set.
create table projection.checkpoint (
  organization_id uuid not null references organizations.organization,
  projection text not null,
  revision bigint not null check (revision >= -1),
  moved_at timestamptz not null default now(),
  primary key (organization_id, projection)
);
call raum.protect('projection.checkpoint');
grant select, insert, update (revision, moved_at) on projection.checkpoint to raum_projector;
grant select on projection.checkpoint to raum_app;

-- One row per event: its header, and numbers and names of its body. No content; the address only as a keyed hash (AUD-6).
create table projection.audit_entry (
  organization_id uuid not null references organizations.organization,
  at timestamptz not null,
  revision bigint not null,
  event_id uuid not null,
  recorded_at timestamptz not null,
  type text not null,
  class text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_authenticated boolean not null,
  impersonator text,
  operation text,
  target_kind text,
  target_id text,
  result text not null,
  failure int,
  correlation uuid not null,
  trace text,
  ip_hash bytea,
  details jsonb not null,
  primary key (organization_id, at, revision)
) partition by range (at);
create index audit_entry_by_actor on projection.audit_entry (organization_id, actor_id, at, revision);
create index audit_entry_by_target on projection.audit_entry (organization_id, target_id, at, revision) where target_id is not null;
create index audit_entry_by_type on projection.audit_entry (organization_id, type, at, revision);
create index audit_entry_by_ip on projection.audit_entry (organization_id, ip_hash, at, revision) where ip_hash is not null;
create index audit_entry_not_successful on projection.audit_entry (organization_id, result, at, revision) where result <> 'Success';
call raum.protect('projection.audit_entry');
grant select, insert, delete on projection.audit_entry to raum_projector;
grant select on projection.audit_entry to raum_app;
grant select, delete on projection.audit_entry to raum_purge;

-- A partition per month; what lies outside of them is taken by the last one. Later months come with later migrations.
create table projection.audit_entry_other partition of projection.audit_entry default;
do $$
declare
  month date := '2026-11-01';
begin
  while month < '2028-01-01' loop
    execute format('create table projection.audit_entry_%s partition of projection.audit_entry for values from (%L) to (%L)',
      to_char(month, 'YYYY_MM'), month, month + interval '1 month');
    month := month + interval '1 month';
  end loop;
end
$$;

create table projection.job_summary (
  organization_id uuid not null references organizations.organization,
  job_id uuid not null,
  operation text not null,
  state text not null,
  changed_at timestamptz not null,
  queued_at timestamptz,
  delivery text,
  ticket_id bigint,
  attempt int not null,
  failure int,
  provider text,
  model text,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost numeric(20, 10) not null,
  masked_values int,
  primary key (organization_id, job_id)
);
create index job_summary_by_change on projection.job_summary (organization_id, changed_at);
call raum.protect('projection.job_summary');
grant select, insert, update, delete on projection.job_summary to raum_projector;
grant select on projection.job_summary to raum_app;
grant select, delete on projection.job_summary to raum_purge;

-- Tokens and cost per day (UTC), provider and model. No personal data: it may stay for the life of the account (DATA-1).
create table projection.usage (
  organization_id uuid not null references organizations.organization,
  day date not null,
  provider text not null,
  model text not null,
  currency text not null,
  calls bigint not null,
  failed_calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost numeric(20, 10) not null,
  primary key (organization_id, day, provider, model, currency)
);
call raum.protect('projection.usage');
grant select, insert, update, delete on projection.usage to raum_projector;
grant select on projection.usage to raum_app;

-- Values masked per day (UTC) and type of placeholder.
create table projection.masking (
  organization_id uuid not null references organizations.organization,
  day date not null,
  type text not null,
  masked_values bigint not null,
  texts bigint not null,
  primary key (organization_id, day, type)
);
call raum.protect('projection.masking');
grant select, insert, update, delete on projection.masking to raum_projector;
grant select on projection.masking to raum_app;

-- The key under which addresses are hashed, sealed. Older versions stay for as long as hashes of theirs are looked up.
create table audit.hash_key (
  organization_id uuid not null references organizations.organization,
  version int not null check (version between 1 and 255),
  sealed_key bytea not null,
  created_at timestamptz not null,
  primary key (organization_id, version)
);
call raum.protect('audit.hash_key');
grant select, insert on audit.hash_key to raum_app;

-- The projector's own look at everybody: whose read models might be behind. Ids only.
grant select (organization_id) on organizations.organization to raum_lookup;
create policy lookup_any on organizations.organization for select to raum_lookup using (true);
set local role raum_lookup;
create function lookup.organization_ids() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o;
$$;
grant execute on function lookup.organization_ids() to raum_projector;
grant usage on schema lookup to raum_projector;
reset role;
