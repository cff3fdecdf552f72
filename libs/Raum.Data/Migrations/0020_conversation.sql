-- What jobs keep of a conversation: drafts that wait for a person, and the ledger of outside effects. No clear text anywhere.

-- FLOW-7: one row for each effect of a job. Written before the effect and after it.
create table conversation.delivery (
  organization_id uuid not null references organizations.organization,
  job_id uuid not null,
  -- answer: what the job was for. hand-back: the note that gives a failed job's ticket back to people.
  effect text not null check (effect in ('answer', 'hand-back')),
  operation text not null,
  target text not null,
  ticket_id bigint,
  correlation_id uuid not null,
  state text not null check (state in ('intended', 'done', 'failed', 'uncertain')),
  attempt int not null,
  -- The target's own id of the effect, opaque.
  effect_id text,
  failure int,
  intended_at timestamptz not null,
  settled_at timestamptz,
  -- The outcome event is on record.
  recorded boolean not null default false,
  primary key (organization_id, job_id, effect),
  check ((state = 'intended') = (settled_at is null))
);
call raum.protect('conversation.delivery');
grant select, insert, update on conversation.delivery to raum_app;
grant select, delete on conversation.delivery to raum_purge;

-- What the reconciler looks for: intents without an outcome on record.
create index delivery_open on conversation.delivery (intended_at) where not recorded;

-- FLOW-5: a draft that waits for a person, masked and sealed (PII-5).
create table conversation.draft (
  organization_id uuid not null references organizations.organization,
  job_id uuid not null,
  -- Counts the drafts that this job has made: one that is outdated is made anew.
  version int not null,
  operation text not null,
  target text not null,
  ticket_id bigint not null,
  state text not null check (state in ('waiting', 'approved', 'rejected', 'delivered')),
  reasons text[] not null check (cardinality(reasons) > 0),
  -- Null once nobody needs it any more.
  body_sealed bytea,
  -- The queued job without its text, so that an approval can queue it again: ids and closed vocabularies.
  job jsonb not null,
  created_at timestamptz not null,
  decided_at timestamptz,
  decided_by_kind text,
  decided_by_id text,
  edited boolean not null default false,
  primary key (organization_id, job_id),
  check ((state = 'waiting') = (decided_at is null)),
  check (body_sealed is not null or state in ('rejected', 'delivered'))
);
call raum.protect('conversation.draft');
grant select, insert, update on conversation.draft to raum_app;
grant select, delete on conversation.draft to raum_purge;
create index draft_waiting on conversation.draft (organization_id, created_at) where state = 'waiting';

-- DATA-3, Art. 21: people of the desk, by its opaque numbers, whose tickets are sent to no model.
create table conversation.objection (
  organization_id uuid not null references organizations.organization,
  person_id bigint not null,
  recorded_at timestamptz not null,
  primary key (organization_id, person_id)
);
call raum.protect('conversation.objection');
grant select, insert, delete on conversation.objection to raum_app;

-- The reconciler works across organizations and needs to know which have something open: ids only.
grant select (organization_id, job_id, effect, intended_at, recorded) on conversation.delivery to raum_lookup;
create policy open_effects on conversation.delivery for select to raum_lookup using (not recorded);
set local role raum_lookup;
create function lookup.open_deliveries(before timestamptz, at_most int)
  returns table (organization_id uuid, job_id uuid, effect text)
  language sql stable security definer set search_path = ''
as $$
  select d.organization_id, d.job_id, d.effect from conversation.delivery d
  where not d.recorded and d.intended_at < before
  order by d.intended_at limit at_most;
$$;
grant execute on function lookup.open_deliveries(timestamptz, int) to raum_app;
grant usage on schema lookup to raum_app;
reset role;
