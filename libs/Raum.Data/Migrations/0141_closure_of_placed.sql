-- An organization that is in a database of its own, or on the way, is brought back before it ends: half of it would stay there.
create or replace function raum.is_ended() returns boolean
  language sql stable
as $$
  select exists (select from organizations.organization o
      where o.organization_id = (select raum.current_organization())
        and o.closed_at is not null and o.exported_at is not null and o.destroy_after <= now())
    and not exists (select from audit.hold h where h.organization_id = (select raum.current_organization()) and h.lifted_at is null)
    and not exists (select from organizations.elsewhere e where e.organization_id = (select raum.current_organization()))
$$;

-- Where organizations are is the installation's to know, and nothing that ends with one.
create or replace function raum.stays(tenant_table regclass) returns boolean
  language sql stable
as $$
  select tenant_table::oid in (
    'organizations.organization'::regclass, 'organizations.elsewhere'::regclass, 'organizations.placement'::regclass,
    'organizations.placement_connection'::regclass, 'audit.event'::regclass, 'audit.head'::regclass, 'audit.tile'::regclass,
    'audit.checkpoint'::regclass, 'audit.log_key'::regclass, 'audit.receipt'::regclass, 'audit.removed_body'::regclass, 'audit.truncation'::regclass,
    'audit.body_key'::regclass, 'audit.month_key'::regclass)
$$;
revoke delete on organizations.elsewhere, organizations.placement, organizations.placement_connection from raum_purge;
drop policy only_when_it_ends on organizations.elsewhere;
drop policy only_when_it_ends on organizations.placement;
drop policy only_when_it_ends on organizations.placement_connection;

grant select (organization_id) on organizations.elsewhere to raum_lookup;
create policy lookup_any on organizations.elsewhere for select to raum_lookup using (true);
set local role raum_lookup;
create or replace function lookup.ended_organizations(now timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  where o.closed_at is not null and o.exported_at is not null and o.destroyed_at is null and o.destroy_after <= now
    and not exists (select from organizations.elsewhere e where e.organization_id = o.organization_id);
$$;
reset role;
