-- Zendesk: one connection per organization, a consent under way, and what was written lately (ZD-1, ZD-2).

create table organizations.zendesk_connection (
  organization_id uuid primary key references organizations.organization,
  -- A subdomain, or a loopback URL in development.
  address text not null check (length(address) between 2 and 200),
  account_id bigint check (account_id > 0),
  own_user_id bigint check (own_user_id > 0),
  grant_kind text not null check (grant_kind in ('AuthorizationCode', 'ClientCredentials')),
  scope text not null default '' check (length(scope) <= 500),
  state text not null check (state in ('Pending', 'Connected', 'Revoked')),
  brands bigint[] not null default '{}',
  groups bigint[] not null default '{}',
  forms bigint[] not null default '{}',
  -- Each sealed on its own and bound to its column and organization (KEY-1).
  client_id_sealed bytea not null,
  client_secret_sealed bytea not null,
  webhook_secret_sealed bytea,
  webhook_secret_next_sealed bytea,
  access_token_sealed bytea,
  access_expires_at timestamptz,
  refresh_token_sealed bytea,
  refresh_expires_at timestamptz,
  -- Counts the pairs: who finds another number than the one it used has a newer pair at hand and does not refresh.
  token_version bigint not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
call raum.protect('organizations.zendesk_connection');
grant select, insert, update, delete on organizations.zendesk_connection to raum_app;

-- Between "connect" and Zendesk's answer: at most one per organization, minutes old.
create table organizations.zendesk_consent (
  organization_id uuid primary key references organizations.organization,
  state_sha256 bytea not null check (length(state_sha256) = 32),
  verifier_sealed bytea not null,
  redirect_uri text not null check (length(redirect_uri) <= 500),
  scope text not null check (length(scope) <= 500),
  expires_at timestamptz not null
);
call raum.protect('organizations.zendesk_consent');
grant select, insert, update, delete on organizations.zendesk_consent to raum_app;

-- Updates of the last ten minutes, so that all workers together stay below Zendesk's limits.
create table organizations.zendesk_write (
  organization_id uuid not null references organizations.organization,
  written_at timestamptz not null,
  write_id uuid not null,
  ticket_id bigint not null,
  primary key (organization_id, written_at, write_id)
);
call raum.protect('organizations.zendesk_write');
grant select, insert, delete on organizations.zendesk_write to raum_app;
