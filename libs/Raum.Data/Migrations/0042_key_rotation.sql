-- KEY-3: a new version of a data key, and what older versions sealed is sealed anew in the background.
-- raum_rotation reads and writes sealed columns and nothing else of their rows: what it reads opens only with the keyring.

grant usage on schema raum, organizations, keys, audit, conversation to raum_rotation;
grant execute on function raum.current_organization() to raum_rotation;

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
end
$$;

do $$
declare
  policy record;
begin
  for policy in select polrelid::regclass as tenant_table from pg_policy where polname = 'organization_only' loop
    execute format('alter policy organization_only on %s to raum_api, raum_worker, raum_app, raum_rotation, raum_projector, raum_purge', policy.tenant_table);
  end loop;
end
$$;

-- One row for each use of an organization's keys: the last rotation, under way or ended.
create table keys.rotation (
  organization_id uuid not null references organizations.organization,
  purpose text not null check (purpose in ('field', 'credential')),
  -- The version of the key under which everything is to be.
  version bigint not null check (version > 0),
  started_at timestamptz not null,
  stopped_at timestamptz,
  finished_at timestamptz,
  resealed bigint not null default 0,
  -- Fields that do not open: they are left as they are.
  unreadable bigint not null default 0,
  primary key (organization_id, purpose)
);
call raum.protect('keys.rotation');
grant select, insert, update on keys.rotation to raum_rotation;

-- The columns that hold sealed fields, each with what addresses its row.
grant select (organization_id, credential_id, sealed_key), update (sealed_key) on organizations.provider_credential to raum_rotation;
grant select (organization_id, sealed_secret), update (sealed_secret) on organizations.callback_secret to raum_rotation;
grant select (organization_id, client_id_sealed, client_secret_sealed, webhook_secret_sealed, webhook_secret_next_sealed, access_token_sealed, refresh_token_sealed),
    update (client_id_sealed, client_secret_sealed, webhook_secret_sealed, webhook_secret_next_sealed, access_token_sealed, refresh_token_sealed)
  on organizations.zendesk_connection to raum_rotation;
grant select (organization_id, job_id, version, body_sealed), update (body_sealed) on conversation.draft to raum_rotation;
grant select (organization_id, version, sealed_key), update (sealed_key) on audit.hash_key to raum_rotation;

-- Who has something to do: rotations under way, and keys that are older than they may be. Ids and uses only.
grant select (organization_id, purpose, created_at) on keys.data_key to raum_lookup;
create policy ages on keys.data_key for select to raum_lookup using (purpose in ('field', 'credential'));
grant select (organization_id, purpose, stopped_at, finished_at) on keys.rotation to raum_lookup;
create policy open_rotations on keys.rotation for select to raum_lookup using (finished_at is null and stopped_at is null);
set local role raum_lookup;
create function lookup.rotations(made_before timestamptz)
  returns table (organization_id uuid, purpose text, is_open boolean)
  language sql stable security definer set search_path = ''
as $$
  select r.organization_id, r.purpose, true from keys.rotation r where r.finished_at is null and r.stopped_at is null
  union all
  select k.organization_id, k.purpose, false from keys.data_key k
  where k.purpose in ('field', 'credential')
    and not exists (select from keys.rotation r where r.organization_id = k.organization_id and r.purpose = k.purpose
      and r.finished_at is null and r.stopped_at is null)
  group by 1, 2 having max(k.created_at) < made_before;
$$;
grant execute on function lookup.rotations(timestamptz) to raum_rotation;
grant usage on schema lookup to raum_rotation;
reset role;
