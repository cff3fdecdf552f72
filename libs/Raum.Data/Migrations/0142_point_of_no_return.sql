-- AUD-4, DATA-1: the end of a closed organization has a point of no return. Before it the organization can be opened again and nothing of it has gone; after it there
-- is no way back, and whoever goes on with it, after a crash or beside another worker, comes to the same end.
alter table organizations.organization add column ending_at timestamptz;
alter table organizations.organization no force row level security;
update organizations.organization set ending_at = destroyed_at where destroyed_at is not null;
alter table organizations.organization force row level security;
alter table organizations.organization
  add check (ending_at is null or (exported_at is not null and organization_id <> '00000000-0000-7000-8000-000000000000')),
  add check (destroyed_at is null or ending_at is not null);
grant update (ending_at) on organizations.organization to raum_purge;

create function raum.refuse_to_return() returns trigger
  language plpgsql
as $$
begin
  raise exception 'the data of the organization is being destroyed' using errcode = 'insufficient_privilege';
end
$$;
create trigger ends_for_good before update on organizations.organization for each row
  when (old.ending_at is not null
    and ((new.closed_at, new.destroy_after, new.exported_at, new.ending_at) is distinct from (old.closed_at, old.destroy_after, old.exported_at, old.ending_at)
      or (old.destroyed_at is not null and new.destroyed_at is distinct from old.destroyed_at)))
  execute function raum.refuse_to_return();

-- True when the end of the organization of this transaction may begin. One that is in a database of its own, or on the way, is brought back first.
create function raum.may_end() returns boolean
  language sql stable
as $$
  select exists (select from organizations.organization o
      where o.organization_id = (select raum.current_organization())
        and o.closed_at is not null and o.exported_at is not null and o.destroy_after <= now())
    and not exists (select from audit.hold h where h.organization_id = (select raum.current_organization()) and h.lifted_at is null)
    and not exists (select from organizations.elsewhere e where e.organization_id = (select raum.current_organization()))
$$;
grant execute on function raum.may_end() to raum_purge;

-- True when it is to be destroyed now: the end has begun. A hold that was placed after that keeps what is left until it is lifted.
create or replace function raum.is_ended() returns boolean
  language sql stable
as $$
  select exists (select from organizations.organization o where o.organization_id = (select raum.current_organization()) and o.ending_at is not null)
    and not exists (select from audit.hold h where h.organization_id = (select raum.current_organization()) and h.lifted_at is null)
    and not exists (select from organizations.elsewhere e where e.organization_id = (select raum.current_organization()))
$$;

alter policy only_when_it_ends on organizations.organization using ((select raum.may_end()) or (select raum.is_ended()));
create policy closure_has_begun on audit.removal as restrictive for insert to raum_purge
  with check (cause <> 'closure' or (select raum.is_ended()));

-- The point of no return. In turn with holds, and with the row locked against who opens it again or moves it at this moment.
create function raum.begin_end(at timestamptz) returns boolean
  language plpgsql
as $$
begin
  perform projection.take_turn();
  perform from organizations.organization o where o.organization_id = raum.current_organization() for no key update;
  update organizations.organization o set ending_at = at
    where o.organization_id = raum.current_organization() and o.ending_at is null and (select raum.may_end());
  return raum.is_ended();
end
$$;
grant execute on function raum.begin_end(timestamptz) to raum_purge;

-- What ends leaves for no other database.
create function raum.refuse_to_move_what_ends() returns trigger
  language plpgsql
as $$
declare
  ending timestamptz;
begin
  select o.ending_at into ending from organizations.organization o where o.organization_id = new.organization_id for share;
  if ending is not null then
    raise exception 'the data of the organization is being destroyed' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger what_ends_stays before insert on organizations.elsewhere for each row execute function raum.refuse_to_move_what_ends();

-- As before, and nobody writes what was destroyed: a process that did not hear of it would leave rows, and keys, behind. Operators read what stays.
create or replace function raum.enter(organization text) returns void
  language plpgsql
as $$
begin
  perform set_config('raum.organization', organization, true);
  perform pg_advisory_xact_lock_shared(1382118766, hashtext(organization));
  if exists (select from organizations.elsewhere e where e.organization_id = organization::uuid) then
    raise exception 'the organization is not in this database' using errcode = 'RM001';
  end if;
  if exists (select from organizations.organization o where o.organization_id = organization::uuid and o.destroyed_at is not null) then
    if current_user <> 'raum_app' then
      raise exception 'the organization was destroyed' using errcode = 'RM001';
    end if;
    perform set_config('transaction_read_only', 'on', true);
  end if;
end
$$;
grant select (organization_id, destroyed_at) on organizations.organization to raum_rotation;

-- Destroys the rows of the organization of this transaction, its keys among them. Called again it removes what came late. False while a legal hold stands.
drop function raum.end_organization(timestamptz);
create function raum.end_organization(at timestamptz) returns boolean
  language plpgsql
as $$
declare
  organization uuid := raum.current_organization();
  tenant regclass;
  generations int;
  gone bigint;
  progress boolean;
  blocked boolean;
begin
  -- Alone, as a move: who came in before is waited for, and who waits here finds it destroyed. In turn with holds: one that was placed is seen.
  perform pg_advisory_xact_lock(1382118766, hashtext(organization::text));
  perform projection.take_turn();
  if exists (select from audit.hold h where h.organization_id = organization and h.lifted_at is null) then
    return false;
  end if;
  if not raum.is_ended() then
    raise exception 'the organization is not to be destroyed' using errcode = 'insufficient_privilege';
  end if;
  select coalesce(max(g.last), 0) into generations from projection.generation g where g.organization_id = organization;
  loop
    progress := false;
    blocked := false;
    for tenant in
      select p.polrelid::regclass from pg_policy p where p.polname = 'organization_only' and not raum.stays(p.polrelid::regclass)
        and p.polrelid not in (select g.polrelid from pg_policy g where g.polname = 'one_generation')
    loop
      begin
        execute format('delete from %s where organization_id = $1', tenant) using organization;
        get diagnostics gone = row_count;
        progress := progress or gone > 0;
      exception when foreign_key_violation then
        -- Another table goes first.
        blocked := true;
      end;
    end loop;
    exit when not blocked;
    if not progress then
      raise exception 'rows of the organization keep each other' using errcode = 'foreign_key_violation';
    end if;
  end loop;
  for generation in 0..generations loop
    perform set_config('raum.generation', generation::text, true);
    for tenant in select p.polrelid::regclass from pg_policy p where p.polname = 'one_generation' loop
      execute format('delete from %s where organization_id = $1', tenant) using organization;
    end loop;
  end loop;
  perform set_config('raum.generation', '', true);
  update organizations.organization o set name = 'closed', destroyed_at = coalesce(o.destroyed_at, at) where o.organization_id = organization;
  get diagnostics gone = row_count;
  if gone <> 1 then
    raise exception 'the organization was not found' using errcode = 'insufficient_privilege';
  end if;
  return true;
end
$$;
grant execute on function raum.end_organization(timestamptz) to raum_purge;

grant select (ending_at) on organizations.organization to raum_lookup;
set local role raum_lookup;
-- Those whose days are over and those whose end has begun; and those that a process may have left rows for after it.
create or replace function lookup.ended_organizations(now timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  where o.closed_at is not null and o.exported_at is not null and o.destroyed_at is null and (o.destroy_after <= now or o.ending_at is not null)
    and not exists (select from organizations.elsewhere e where e.organization_id = o.organization_id);
$$;
-- Those that would be among them, and are in a database of their own.
create function lookup.ended_elsewhere(now timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  join organizations.elsewhere e on e.organization_id = o.organization_id
  where o.closed_at is not null and o.exported_at is not null and o.destroyed_at is null and o.destroy_after <= now;
$$;
grant execute on function lookup.ended_elsewhere(timestamptz) to raum_purge;
create function lookup.destroyed_organizations(since timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o where o.destroyed_at > since;
$$;
grant execute on function lookup.destroyed_organizations(timestamptz) to raum_purge;
reset role;
