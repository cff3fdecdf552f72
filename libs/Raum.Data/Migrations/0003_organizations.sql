-- API keys, provider credentials and settings of organizations.

-- ORG-3. The secret has 256 random bits, so that one SHA-256 keeps it: nothing is left to guess.
create table organizations.api_key (
  organization_id uuid not null references organizations.organization,
  api_key_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  secret_hash bytea not null check (length(secret_hash) = 32),
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (organization_id, api_key_id),
  unique (api_key_id)
);
call raum.protect('organizations.api_key');
grant select, insert on organizations.api_key to raum_app;
grant update (revoked_at, last_used_at) on organizations.api_key to raum_app;

-- Two live versions of a credential are two rows (KEY-3). The hint is the last four characters, stored apart (KEY-4).
create table organizations.provider_credential (
  organization_id uuid not null references organizations.organization,
  credential_id uuid not null,
  provider text not null,
  model text not null check (length(model) between 1 and 200),
  base_url text,
  region text not null check (region in ('us', 'eu', 'apac')),
  sealed_key bytea,
  hint text check (length(hint) <= 4),
  priority int not null,
  -- PRIV-1: nothing is sent before an admin recorded that the provider trains on nothing.
  terms_approved_at timestamptz,
  rotate_by timestamptz,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (organization_id, credential_id)
);
call raum.protect('organizations.provider_credential');
grant select, insert on organizations.provider_credential to raum_app;
grant update (removed_at, sealed_key, terms_approved_at) on organizations.provider_credential to raum_app;

-- Versioned documents: the highest version is in force, none is ever changed.
create table organizations.settings (
  organization_id uuid not null references organizations.organization,
  version bigint not null,
  document jsonb not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (organization_id, version)
);
call raum.protect('organizations.settings');
grant select, insert on organizations.settings to raum_app;

-- The secret that signs callbacks; the URL is a setting.
create table organizations.callback_secret (
  organization_id uuid not null references organizations.organization,
  sealed_secret bytea not null,
  changed_at timestamptz not null,
  primary key (organization_id)
);
call raum.protect('organizations.callback_secret');
grant select, insert, update on organizations.callback_secret to raum_app;

-- What must be found before an organization is known. Each function returns ids and what is checked, nothing else.
grant select on organizations.api_key to raum_lookup;
create policy lookup_any on organizations.api_key for select to raum_lookup using (true);

set local role raum_lookup;
create function lookup.api_key(key_id uuid)
  returns table (organization_id uuid, secret_hash bytea, scopes text[], expires_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = ''
as $$
  select k.organization_id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at from organizations.api_key k where k.api_key_id = key_id;
$$;
grant execute on function lookup.api_key(uuid) to raum_app;
grant usage on schema lookup to raum_app;
reset role;
