-- ORG-1: an organization's conversations and log (schemas audit, projection, conversation) may be in a database of their own. What leads there, and what tells
-- that they are not here. The same migrations run in both, and both keep out whoever comes to the wrong one.

-- A row: the organization's conversations and log are not in this database, or not to be used in it. In a database of its own while rows come or go.
create table organizations.elsewhere (
  organization_id uuid primary key references organizations.organization,
  since timestamptz not null default now()
);
call raum.protect('organizations.elsewhere');
grant select on organizations.elsewhere to raum_api, raum_worker, raum_app, raum_rotation, raum_projector, raum_purge;

-- The first statement of every transaction on an organization's conversations and log. Who moves them takes the lock alone: then nobody is left who came in
-- before, and whoever comes later is sent away. RM001 is Raum's own: try again.
create function raum.enter(organization text) returns void
  language plpgsql
as $$
begin
  perform set_config('raum.organization', organization, true);
  perform pg_advisory_xact_lock_shared(1382118766, hashtext(organization));
  if exists (select from organizations.elsewhere e where e.organization_id = organization::uuid) then
    raise exception 'the organization is not in this database' using errcode = 'RM001';
  end if;
end
$$;
grant execute on function raum.enter(text) to raum_api, raum_worker, raum_app, raum_rotation, raum_projector, raum_purge;

-- Which organizations are in a database of their own: rows of the installation, so that its key seals what leads there.
create table organizations.placement (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  placed_id uuid not null references organizations.organization check (placed_id <> '00000000-0000-7000-8000-000000000000'),
  -- moving: on the way there. returning: on the way back. Nobody works for it in either.
  state text not null check (state in ('moving', 'moved', 'returning')),
  changed_at timestamptz not null,
  primary key (organization_id, placed_id)
);
call raum.protect('organizations.placement');
grant select on organizations.placement to raum_api, raum_worker, raum_rotation, raum_projector, raum_purge;
grant select, insert, update (state, changed_at), delete on organizations.placement to raum_app;

create table organizations.placement_connection (
  organization_id uuid not null,
  connection_id uuid not null,
  placed_id uuid not null,
  -- Who signs in with it.
  role text not null,
  connection_sealed bytea not null,
  primary key (organization_id, connection_id),
  unique (organization_id, placed_id, role),
  foreign key (organization_id, placed_id) references organizations.placement on delete cascade
);
call raum.protect('organizations.placement_connection');
grant select on organizations.placement_connection to raum_api, raum_worker, raum_rotation, raum_projector, raum_purge;
grant update (connection_sealed) on organizations.placement_connection to raum_rotation;
grant select, insert, delete on organizations.placement_connection to raum_app;
-- A service sees its own. The command line, which places, sees all of them, and so does the one who seals them anew.
create policy own_connection on organizations.placement_connection as restrictive for select
  using (role = current_user or current_user in ('raum_app', 'raum_rotation'));

create function raum.tell_placement() returns trigger
  language plpgsql
as $$
begin
  perform pg_catalog.pg_notify('raum_changes', case when tg_op = 'DELETE' then old.placed_id else new.placed_id end::text);
  return null;
end
$$;
create trigger changes_are_told after insert or update or delete on organizations.placement
  for each row execute function raum.tell_placement();

-- The owner moves rows, one organization at a time: as for everyone, row-level security shows it one.
create or replace procedure raum.protect(tenant_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('revoke all on %s from public', tenant_table);
  -- The subselect is evaluated once a query, not once a row. A null matches nothing.
  execute format(
    'create policy organization_only on %s to raum_api, raum_worker, raum_app, raum_rotation, raum_projector, raum_purge
       using (organization_id = (select raum.current_organization()))
       with check (organization_id = (select raum.current_organization()))',
    tenant_table);
  if exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid = tenant_table and n.nspname in ('audit', 'projection', 'conversation'))
  then
    execute format(
      'create policy owner_moves on %s to raum_owner
         using (organization_id = (select raum.current_organization()))
         with check (organization_id = (select raum.current_organization()))',
      tenant_table);
  end if;
end
$$;

do $$
declare
  tenant record;
begin
  for tenant in
    select c.oid::regclass as name from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
    where p.polname = 'organization_only'
      and (n.nspname in ('audit', 'projection', 'conversation') or c.oid in ('organizations.organization'::regclass, 'organizations.elsewhere'::regclass))
  loop
    execute format(
      'create policy owner_moves on %s to raum_owner
         using (organization_id = (select raum.current_organization()))
         with check (organization_id = (select raum.current_organization()))',
      tenant.name);
  end loop;
  -- Rows of every generation move; a service sees one.
  for tenant in select p.polrelid::regclass as name from pg_policy p where p.polname = 'one_generation' loop
    execute format('alter policy one_generation on %s to raum_api, raum_worker, raum_app, raum_projector, raum_purge', tenant.name);
  end loop;
end
$$;

-- The owner's look at what is placed, to bring those databases to a new schema as well.
create policy owner_looks on organizations.placement for select to raum_owner using (true);

-- True for the owner when it moves the rows of an organization that nobody may use here: the one case in which rows of the log are written as they are, or go.
create function raum.moves_rows() returns boolean
  language sql stable
as $$
  select exists (select from organizations.elsewhere e where e.organization_id = (select raum.current_organization()))
$$;
-- Whoever may run a statement may run its triggers' conditions.
grant execute on function raum.moves_rows() to raum_api, raum_worker, raum_app, raum_projector, raum_purge;

-- As before, but for that.
drop trigger event_is_never_removed on audit.event;
create trigger event_is_never_removed before delete on audit.event
  for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.refuse();
create trigger event_is_never_truncated before truncate on audit.event for each statement execute function audit.refuse();
drop trigger events_follow_the_head on audit.event;
create trigger events_follow_the_head after insert on audit.event
  referencing new table as added for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.check_order();

drop trigger head_is_never_removed on audit.head;
create trigger head_is_never_removed before delete on audit.head
  for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.refuse();
create trigger head_is_never_truncated before truncate on audit.head for each statement execute function audit.refuse();
drop trigger head_is_at_the_last_event on audit.head;
create trigger head_is_at_the_last_event before insert or update on audit.head
  for each row when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.check_head();

drop trigger truncation_is_never_removed on audit.truncation;
create trigger truncation_is_never_removed before delete on audit.truncation
  for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.refuse();
create trigger truncation_is_never_truncated before truncate on audit.truncation for each statement execute function audit.refuse();
drop trigger only_what_a_receipt_names on audit.truncation;
create trigger only_what_a_receipt_names before insert or update on audit.truncation
  for each row when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.check_truncation();

drop trigger tiles_follow_the_end on audit.tile;
create trigger tiles_follow_the_end before insert on audit.tile
  for each row when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.check_tile();
drop trigger checkpoints_grow on audit.checkpoint;
create trigger checkpoints_grow before insert on audit.checkpoint
  for each row when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.check_checkpoint();

drop trigger keys_go_with_a_receipt on audit.body_key;
create trigger keys_go_with_a_receipt before delete on audit.body_key
  for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.refuse_without_receipt();
drop trigger keys_go_with_a_receipt on audit.month_key;
create trigger keys_go_with_a_receipt before delete on audit.month_key
  for each statement when (current_user <> 'raum_owner' or not raum.moves_rows()) execute function audit.refuse_without_receipt();

do $$
declare
  kept text;
begin
  foreach kept in array array['tile', 'checkpoint', 'log_key', 'receipt', 'removed_body'] loop
    execute format('drop trigger %1$s_is_never_changed on audit.%1$s', kept);
    execute format('create trigger %1$s_is_never_changed before update or truncate on audit.%1$s for each statement execute function audit.refuse()', kept);
    execute format('create trigger %1$s_is_never_removed before delete on audit.%1$s
      for each statement when (current_user <> ''raum_owner'' or not raum.moves_rows()) execute function audit.refuse()', kept);
  end loop;
end
$$;

-- Whoever opens a way to an organization's own database looks whether it has his schema.
grant select (number) on raum.migration to raum_api, raum_worker, raum_app, raum_rotation, raum_projector, raum_purge;

set local role raum_lookup;
grant usage on schema lookup to raum_owner;
grant execute on function lookup.organization_ids() to raum_owner;
reset role;
