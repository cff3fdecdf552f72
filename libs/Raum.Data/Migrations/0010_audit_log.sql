-- The embedded audit log (AUD-1): a stream per organization with gapless revisions.
-- Nothing here trusts the service: the triggers hold the order and refuse every change, also of a service that went wrong.

create table audit.head (
  organization_id uuid primary key references organizations.organization,
  revision bigint not null check (revision >= -1)
);
call raum.protect('audit.head');
grant select, insert, update (revision) on audit.head to raum_app;
grant select on audit.head to raum_projector, raum_purge;

create table audit.event (
  organization_id uuid not null references organizations.organization,
  revision bigint not null check (revision >= 0),
  event_id uuid not null,
  recorded_at timestamptz not null,
  -- Canonical JSON (RFC 8785) of opaque ids: the exact bytes are hashed, so this is not jsonb.
  header bytea not null,
  salt bytea not null check (length(salt) = 32),
  body bytea not null,
  primary key (organization_id, revision)
);
create unique index event_by_id on audit.event (organization_id, event_id);
call raum.protect('audit.event');
grant select, insert on audit.event to raum_app;
grant select on audit.event to raum_projector, raum_purge;

create function audit.refuse() returns trigger
  language plpgsql
as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;
grant execute on function audit.refuse() to raum_app, raum_projector, raum_purge;

create trigger event_is_never_changed before update or delete or truncate on audit.event
  for each statement execute function audit.refuse();
create trigger head_is_never_removed before delete or truncate on audit.head
  for each statement execute function audit.refuse();

-- New events follow the head without a gap.
create function audit.check_order() returns trigger
  language plpgsql
as $$
begin
  if exists (
    select
    from (select organization_id, min(revision) as first, max(revision) as last, count(*) as events from added group by organization_id) batch
    left join audit.head using (organization_id)
    where head.revision is distinct from batch.first - 1 or batch.last - batch.first + 1 <> batch.events
  ) then
    raise exception 'audit events must follow the head' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
grant execute on function audit.check_order() to raum_app;
create trigger events_follow_the_head after insert on audit.event
  referencing new table as added for each statement execute function audit.check_order();

-- The head starts before the first event, and moves forward only, to an event that is there.
create function audit.check_head() returns trigger
  language plpgsql
as $$
begin
  if (tg_op = 'INSERT' and new.revision <> -1)
    or (tg_op = 'UPDATE' and (new.revision <= old.revision or not exists (
      select from audit.event e where e.organization_id = new.organization_id and e.revision = new.revision)))
  then
    raise exception 'the head of the audit log must be at its last event' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
grant execute on function audit.check_head() to raum_app;
create trigger head_is_at_the_last_event before insert or update on audit.head
  for each row execute function audit.check_head();

-- One round trip: lock the head, look for the ids, append. Either all events are written or none.
-- When some ids are recorded already, their rows come back and nothing was written.
create function audit.append(ids uuid[], headers bytea[], salts bytea[], bodies bytea[])
  returns table (existing boolean, revision bigint, event_id uuid, recorded_at timestamptz, header bytea, salt bytea, body bytea)
  language plpgsql
as $$
#variable_conflict use_column
declare
  organization uuid := raum.current_organization();
  last bigint;
begin
  select h.revision into last from audit.head h where h.organization_id = organization for update;
  if not found then
    insert into audit.head (organization_id, revision) values (organization, -1) on conflict do nothing;
    select h.revision into strict last from audit.head h where h.organization_id = organization for update;
  end if;

  -- Its snapshot is taken after the lock: it sees what the holder before us wrote.
  return query
    select true, e.revision, e.event_id, e.recorded_at, e.header, e.salt, e.body
    from audit.event e where e.organization_id = organization and e.event_id = any (ids);
  if found then
    return;
  end if;

  insert into audit.event (organization_id, revision, event_id, recorded_at, header, salt, body)
    select organization, last + new.ordinality, new.id, clock_timestamp(), new.header, new.salt, new.body
    from unnest(ids, headers, salts, bodies) with ordinality as new (id, header, salt, body, ordinality);
  update audit.head h set revision = last + cardinality(ids) where h.organization_id = organization;
  return query select false, last + 1, null::uuid, null::timestamptz, null::bytea, null::bytea, null::bytea;
end
$$;
grant execute on function audit.append(uuid[], bytea[], bytea[], bytea[]) to raum_app;
