-- Retention and erasure (AUD-4, KEY-7): every body of an event has its own key, wrapped under the key of its organization, class and month.
-- Destroying a row here makes what it opens unreadable at once; headers, salts and hashes stay, and with them every proof.

create table audit.month_key (
  organization_id uuid not null references organizations.organization,
  class text not null,
  month date not null check (extract(day from month) = 1),
  -- Class and month in one word: what the sealed key is bound to.
  name text not null,
  -- Under the organization's field key.
  key_sealed bytea not null,
  created_at timestamptz not null,
  primary key (organization_id, class, month),
  unique (organization_id, name)
);
call raum.protect('audit.month_key');
grant select (organization_id, name, key_sealed), update (key_sealed) on audit.month_key to raum_rotation;
grant select, insert on audit.month_key to raum_api, raum_worker, raum_app;
grant select, delete on audit.month_key to raum_purge;

create table audit.body_key (
  organization_id uuid not null references organizations.organization,
  -- Stands in the sealed body too. An event that was sealed twice before it was recorded has two.
  key_id uuid not null,
  event_id uuid not null,
  class text not null,
  month date not null,
  wrapped bytea not null,
  primary key (organization_id, key_id)
);
create index body_key_by_event on audit.body_key (organization_id, event_id);
call raum.protect('audit.body_key');
grant select, insert on audit.body_key to raum_api, raum_worker, raum_app;
grant select, delete on audit.body_key to raum_purge;

-- Signed notes about what was removed. They stay.
create table audit.receipt (
  organization_id uuid not null references organizations.organization,
  receipt_id uuid not null,
  note text not null,
  signed_at timestamptz not null,
  primary key (organization_id, receipt_id)
);
call raum.protect('audit.receipt');
grant select, insert on audit.receipt to raum_purge;
grant select on audit.receipt to raum_api, raum_app;

-- Which entries have lost their body, and by which receipt.
create table audit.removed_body (
  organization_id uuid not null references organizations.organization,
  revision bigint not null,
  receipt_id uuid not null,
  state text not null check (state in ('expired', 'erased')),
  primary key (organization_id, revision),
  foreign key (organization_id, receipt_id) references audit.receipt
);
call raum.protect('audit.removed_body');
grant select, insert on audit.removed_body to raum_purge;
grant select on audit.removed_body to raum_api, raum_worker, raum_app;

create trigger receipt_is_never_changed before update or delete or truncate on audit.receipt
  for each statement execute function audit.refuse();
create trigger removed_body_is_never_changed before update or delete or truncate on audit.removed_body
  for each statement execute function audit.refuse();

-- Days that entries of a class are kept; the newest row of a class counts, and without one it is 90.
create table audit.retention (
  organization_id uuid not null references organizations.organization,
  class text not null,
  version int not null check (version > 0),
  days int not null check (days between 1 and 3650),
  changed_at timestamptz not null,
  primary key (organization_id, class, version)
);
call raum.protect('audit.retention');
grant select, insert on audit.retention to raum_app;
grant select on audit.retention to raum_purge;

-- While a hold stands nothing of the organization is purged or erased.
create table audit.hold (
  organization_id uuid not null references organizations.organization,
  hold_id uuid not null,
  placed_at timestamptz not null,
  lifted_at timestamptz,
  primary key (organization_id, hold_id)
);
call raum.protect('audit.hold');
grant select, insert, update (lifted_at) on audit.hold to raum_app;
grant select on audit.hold to raum_purge;

-- The embedded log: a body may go, and only with its receipt, by the role that purges, leaving its hash behind.
alter table audit.event add column body_hash bytea check (body_hash is null or (length(body_hash) = 32 and length(body) = 0));
grant update (body, body_hash) on audit.event to raum_purge;

drop trigger event_is_never_changed on audit.event;
create trigger event_is_never_removed before delete or truncate on audit.event
  for each statement execute function audit.refuse();

-- Nobody else gets as far as a row, not even by mistake.
create function audit.refuse_others() returns trigger
  language plpgsql
as $$
begin
  if current_user <> 'raum_purge' then
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
  end if;
  return null;
end
$$;
grant execute on function audit.refuse_others() to raum_purge;
create trigger event_is_never_changed before update on audit.event for each statement execute function audit.refuse_others();

create function audit.check_removal() returns trigger
  language plpgsql
as $$
begin
  if current_user <> 'raum_purge'
    or old.body_hash is not null
    or new.body <> ''
    or new.body_hash is distinct from sha256(old.body)
    or (new.organization_id, new.revision, new.event_id, new.recorded_at, new.header, new.salt)
      is distinct from (old.organization_id, old.revision, old.event_id, old.recorded_at, old.header, old.salt)
    or not exists (select from audit.removed_body r where r.organization_id = old.organization_id and r.revision = old.revision)
  then
    raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
grant execute on function audit.check_removal() to raum_purge;
create trigger only_a_body_goes before update on audit.event for each row execute function audit.check_removal();

-- The key that a sealed body names; null for bodies from before there were any.
create function audit.key_of(body bytea) returns uuid
  language sql immutable parallel safe
  return case when length(body) > 17 and get_byte(body, 0) = 2 then encode(substring(body from 2 for 16), 'hex')::uuid end;
grant execute on function audit.key_of(bytea) to raum_api, raum_worker, raum_app, raum_projector, raum_purge;

-- An append with the keys of its bodies: all of it or nothing.
create function audit.append(ids uuid[], headers bytea[], salts bytea[], bodies bytea[],
    key_ids uuid[], classes text[], months date[], wrapped bytea[])
  returns table (existing boolean, revision bigint, event_id uuid, recorded_at timestamptz, header bytea, salt bytea, body bytea)
  language plpgsql
as $$
#variable_conflict use_column
declare
  written boolean := false;
  answer record;
begin
  for answer in select * from audit.append(ids, headers, salts, bodies) loop
    written := not answer.existing;
    return query select answer.existing, answer.revision, answer.event_id, answer.recorded_at, answer.header, answer.salt, answer.body;
  end loop;
  if written then
    insert into audit.body_key (organization_id, key_id, event_id, class, month, wrapped)
      select raum.current_organization(), new.key_id, new.event_id, new.class, new.month, new.wrapped
      from unnest(key_ids, ids, classes, months, wrapped) as new (key_id, event_id, class, month, wrapped);
  end if;
end
$$;
grant execute on function audit.append(uuid[], bytea[], bytea[], bytea[], uuid[], text[], date[], bytea[]) to raum_api, raum_worker, raum_app;

-- The one way to remove bodies: receipt, marks, bodies, keys and read models in one transaction.
-- With a class and month their key goes too; without, only the keys of these entries.
create function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz, state text, revisions bigint[], expired_class text, expired_month date)
  returns bigint
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  removed bigint;
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
  delete from projection.job_summary j using projection.audit_entry a
    where j.organization_id = organization and a.organization_id = organization and a.revision = any (revisions)
      and a.target_kind = 'job' and a.target_id = j.job_id::text;
  delete from projection.audit_entry a where a.organization_id = organization and a.revision = any (revisions);
  return removed;
end
$$;
grant execute on function audit.remove_bodies(uuid, text, timestamptz, text, bigint[], text, date) to raum_purge;
grant select on projection.checkpoint to raum_purge;
