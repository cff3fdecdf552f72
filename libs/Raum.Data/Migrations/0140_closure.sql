-- An account that is closed: its doors are shut at once, and after the days that were agreed everything of it goes but what proves its log (AUD-4, DATA-1).
alter table organizations.organization
  add column destroy_after timestamptz,
  -- When the customer's last export was written: before that nothing is destroyed.
  add column exported_at timestamptz,
  add column destroyed_at timestamptz,
  add check ((destroy_after is null) = (closed_at is null)),
  add check (exported_at is null or closed_at is not null),
  add check (destroyed_at is null or exported_at is not null);
grant update (destroy_after, exported_at) on organizations.organization to raum_platform;
grant update (name, destroyed_at) on organizations.organization to raum_purge;

create trigger closure_is_told after update of closed_at on organizations.organization for each row execute function raum.tell_change();

-- True when the organization of this transaction is to be destroyed now.
create function raum.is_ended() returns boolean
  language sql stable
as $$
  select exists (select from organizations.organization o
      where o.organization_id = (select raum.current_organization())
        and o.closed_at is not null and o.exported_at is not null and o.destroy_after <= now())
    and not exists (select from audit.hold h where h.organization_id = (select raum.current_organization()) and h.lifted_at is null)
$$;
grant execute on function raum.is_ended() to raum_purge;

create policy only_when_it_ends on organizations.organization as restrictive for update to raum_purge using ((select raum.is_ended()));

-- What stays of an organization: what proves its log, and that it was there. The keys of bodies open nothing any more without the organization's keys; they go with
-- receipts and in no other way.
create function raum.stays(tenant_table regclass) returns boolean
  language sql stable
as $$
  select tenant_table::oid in (
    'organizations.organization'::regclass, 'audit.event'::regclass, 'audit.head'::regclass, 'audit.tile'::regclass, 'audit.checkpoint'::regclass,
    'audit.log_key'::regclass, 'audit.receipt'::regclass, 'audit.removed_body'::regclass, 'audit.truncation'::regclass, 'audit.body_key'::regclass,
    'audit.month_key'::regclass)
$$;
grant execute on function raum.stays(regclass) to raum_purge;

-- The purge role may delete the rest, and what it could not delete before only when the organization ends.
do $$
declare
  tenant regclass;
begin
  for tenant in
    select p.polrelid::regclass from pg_policy p where p.polname = 'organization_only' and not raum.stays(p.polrelid::regclass)
  loop
    execute format('grant select (organization_id) on %s to raum_purge', tenant);
    if not has_table_privilege('raum_purge', tenant, 'delete') then
      execute format('grant delete on %s to raum_purge', tenant);
      execute format('create policy only_when_it_ends on %s as restrictive for delete to raum_purge using ((select raum.is_ended()))', tenant);
    end if;
  end loop;
  -- What it may remove when it has expired, it may remove at the end as well.
  for tenant in select p.polrelid::regclass from pg_policy p where p.polname = 'only_expired' loop
    execute format('alter policy only_expired on %s using ((%s) or (select raum.is_ended()))', tenant,
      (select pg_get_expr(p.polqual, p.polrelid) from pg_policy p where p.polname = 'only_expired' and p.polrelid = tenant));
  end loop;
end
$$;

-- Destroys the rows of the organization of this transaction, its keys among them.
create function raum.end_organization(at timestamptz) returns void
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
  update organizations.organization o set name = 'closed', destroyed_at = at where o.organization_id = organization;
end
$$;
grant execute on function raum.end_organization(timestamptz) to raum_purge;

grant select (destroy_after, exported_at, destroyed_at) on organizations.organization to raum_lookup;
set local role raum_lookup;
grant usage on schema lookup to raum_purge;
create function lookup.ended_organizations(now timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  where o.closed_at is not null and o.exported_at is not null and o.destroyed_at is null and o.destroy_after <= now;
$$;
grant execute on function lookup.ended_organizations(timestamptz) to raum_purge;

create or replace function lookup.organization_ids() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  where o.organization_id <> '00000000-0000-7000-8000-000000000000' and o.destroyed_at is null;
$$;
reset role;
