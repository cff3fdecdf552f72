-- ORG-3: where an API key may come from, and how often it came. An empty list: from anywhere.
alter table organizations.api_key
  add column allowed_networks text[] not null default '{}' check (cardinality(allowed_networks) <= 50),
  add column uses bigint not null default 0 check (uses >= 0);
grant select (uses), update (uses) on organizations.api_key to raum_api;
grant update (uses) on organizations.api_key to raum_app;

-- KEY-3: a credential has two live versions while it is replaced. The older one is used after the newer and until this time.
alter table organizations.provider_credential
  add column replaces uuid,
  add column retire_at timestamptz;
grant update (retire_at) on organizations.provider_credential to raum_app;

set local role raum_lookup;
drop function lookup.api_key(uuid);
create function lookup.api_key(key_id uuid)
  returns table (organization_id uuid, secret_hash bytea, scopes text[], expires_at timestamptz, revoked_at timestamptz, allowed_networks text[])
  language sql stable security definer set search_path = ''
as $$
  select k.organization_id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at, k.allowed_networks
  from organizations.api_key k where k.api_key_id = key_id;
$$;
grant execute on function lookup.api_key(uuid) to raum_api, raum_app;
reset role;
