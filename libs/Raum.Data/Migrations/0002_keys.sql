-- Data keys, wrapped by the keyring (KEY-2). The row is all there is of a key at rest: deleting it destroys what the key sealed (KEY-7).

create table keys.data_key (
  organization_id uuid not null references organizations.organization,
  key_id uuid not null,
  -- field: credentials and other fields. transit: job texts and results, one key an hour. audit: bodies of audit events.
  purpose text not null check (purpose in ('field', 'transit', 'audit')),
  -- field and audit: the version, from 1. transit: hours since the Unix epoch.
  period bigint not null,
  wrapper text not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  -- Nonces handed to processes in blocks: random 96-bit nonces allow 2^32 uses of one key (NIST SP 800-38D, 8.3).
  nonces_reserved bigint not null default 0,
  primary key (organization_id, key_id),
  unique (organization_id, purpose, period)
);
call raum.protect('keys.data_key');
grant select, insert on keys.data_key to raum_app, raum_projector;
grant update (nonces_reserved) on keys.data_key to raum_app, raum_projector;
grant select, delete on keys.data_key to raum_purge;

-- The salt of the local keyring: one for an installation, random, not secret (NIST SP 800-132).
create table keys.local_keyring (
  only_row boolean primary key default true check (only_row),
  salt bytea not null check (length(salt) >= 16),
  iterations int not null check (iterations >= 600000)
);
grant select, insert on keys.local_keyring to raum_app, raum_projector;
