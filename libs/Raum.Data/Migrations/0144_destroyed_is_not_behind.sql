-- What stays of a destroyed organization has a head and no read models: nobody is told to build them.
set local role raum_lookup;
create function lookup.was_destroyed(organization uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from organizations.organization o where o.organization_id = organization and o.destroyed_at is not null);
$$;
create or replace function lookup.organizations_behind(read_model text) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select h.organization_id from audit.head h
  where h.revision > coalesce(
    (select c.revision from projection.checkpoint c where c.organization_id = h.organization_id and c.projection = read_model), -1)
    and not lookup.was_destroyed(h.organization_id);
$$;
reset role;
