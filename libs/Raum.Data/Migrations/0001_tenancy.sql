-- Row-level security for tenants (ORG-1), and what every later migration uses.
--
-- A tenant table
--   * has `organization_id uuid not null references organizations.organization`, first in its primary key and in every index that a query of one tenant uses;
--   * ends with `call raum.protect('schema.table')`, which enables AND forces row-level security for the services' roles;
--   * grants each role the verbs it needs and no more: `grant select, insert on … to raum_app`. Roles own nothing; nothing is granted to public.
-- A partition of a protected table gets no grants: roles reach it through its parent, where the policy is.
-- A view is `with (security_invoker = true)`. A SECURITY DEFINER function exists in schema `lookup` only.
-- Forcing binds the owner too: a migration that must touch tenant rows says `alter table … no force row level security` and forces it again at its end.
-- Raum.Data.Tests read the catalogue: a table that breaks one of these rules fails them.

create schema organizations;
create schema keys;
create schema audit;
create schema projection;
create schema conversation;
create schema lookup authorization raum_lookup;

grant usage on schema raum to raum_app, raum_projector, raum_purge, raum_platform, raum_lookup;
grant usage on schema organizations to raum_app, raum_projector, raum_purge, raum_platform, raum_lookup;
grant usage on schema keys to raum_app, raum_projector, raum_purge, raum_lookup;
grant usage on schema audit to raum_app, raum_projector, raum_purge, raum_lookup;
grant usage on schema projection to raum_app, raum_projector, raum_purge, raum_lookup;
grant usage on schema conversation to raum_app, raum_projector, raum_purge, raum_lookup;

-- The organization that the transaction was opened for. Null when it was opened for none (also after the transaction that set it: '' then).
create function raum.current_organization() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('raum.organization', true), '')::uuid;

create procedure raum.protect(tenant_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('revoke all on %s from public', tenant_table);
  -- The subselect is evaluated once a query, not once a row. A null matches nothing.
  execute format(
    'create policy organization_only on %s to raum_app, raum_projector, raum_purge
       using (organization_id = (select raum.current_organization()))
       with check (organization_id = (select raum.current_organization()))',
    tenant_table);
end
$$;

revoke all on procedure raum.protect(regclass) from public;
revoke all on function raum.current_organization() from public;
grant execute on function raum.current_organization() to raum_app, raum_projector, raum_purge, raum_platform, raum_lookup;

-- Functions are executable by everyone unless this says otherwise.
alter default privileges for role raum_owner revoke execute on routines from public;
alter default privileges for role raum_lookup revoke execute on routines from public;

create table organizations.organization (
  organization_id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  region text not null check (region in ('us', 'eu', 'apac')),
  created_at timestamptz not null,
  closed_at timestamptz
);
call raum.protect('organizations.organization');
grant select on organizations.organization to raum_app, raum_projector, raum_purge;

-- Platform work: which organizations there are. Their contents stay closed to this role.
grant select, insert on organizations.organization to raum_platform;
grant update (name, closed_at) on organizations.organization to raum_platform;
create policy platform_directory on organizations.organization to raum_platform using (true) with check (true);
