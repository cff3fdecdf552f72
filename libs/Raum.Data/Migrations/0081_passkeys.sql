-- ORG-5: passkeys (WebAuthn). A public key of a person's device; nothing here is secret.
create table people.passkey (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  credential_id bytea not null check (length(credential_id) between 1 and 1023),
  user_id uuid not null,
  public_key bytea not null,
  sign_count bigint not null,
  transports text[] not null,
  is_user_verified boolean not null,
  is_backup_eligible boolean not null,
  is_backed_up boolean not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (organization_id, credential_id)
);
create index passkey_by_user on people.passkey (organization_id, user_id, created_at);
call raum.protect('people.passkey');
grant select, insert, delete on people.passkey to raum_api;
grant update (sign_count, is_user_verified, is_backed_up, used_at) on people.passkey to raum_api;

-- ORG-3: people make and end API keys through the API.
grant select (name, scopes, created_at, expires_at, revoked_at, allowed_networks), insert, update (revoked_at) on organizations.api_key to raum_api;
