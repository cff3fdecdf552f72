-- ORG-4: access tokens (JWS, ES256) and refresh tokens of sessions.

-- The keys that sign access tokens. They belong to the installation; the private half is sealed.
create table people.signing_key (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  key_id text not null check (key_id ~ '^[0-9a-f]{32}$'),
  public_key bytea not null,
  private_sealed bytea not null,
  created_at timestamptz not null,
  -- Published from its creation on; signs from here on, until the next one does.
  signs_from timestamptz not null,
  signs_until timestamptz not null check (signs_until > signs_from),
  primary key (organization_id, key_id),
  -- Two processes that make the next key at once make one.
  unique (organization_id, signs_from)
);
call raum.protect('people.signing_key');
grant select, insert on people.signing_key to raum_api;
grant delete on people.signing_key to raum_api;
grant select (organization_id, key_id, private_sealed), update (private_sealed) on people.signing_key to raum_rotation;

-- A session's chain of refresh tokens: each works once and brings the next.
create table people.refresh_token (
  organization_id uuid not null references organizations.organization,
  token_id uuid not null,
  session_id uuid not null,
  -- 256 random bits, so that one SHA-256 keeps them.
  secret_hash bytea not null check (length(secret_hash) = 32),
  -- When the person had proved who it is before the first of the chain: later proofs do not lift what this token can become.
  confirmed_at timestamptz not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organization_id, token_id),
  foreign key (organization_id, session_id) references people.session on delete cascade
);
create index refresh_token_by_session on people.refresh_token (organization_id, session_id);
call raum.protect('people.refresh_token');
grant select, insert on people.refresh_token to raum_api;
grant update (used_at) on people.refresh_token to raum_api;

grant select (organization_id, token_id) on people.refresh_token to raum_lookup;
create policy lookup_any on people.refresh_token for select to raum_lookup using (true);

set local role raum_lookup;

create function lookup.refresh_token(token uuid) returns table (organization_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select r.organization_id from people.refresh_token r where r.token_id = token;
$$;
grant execute on function lookup.refresh_token(uuid) to raum_api;

-- The epoch is the last moment at which what an access token says about its person could have changed: role, membership, credentials.
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at)
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null;
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
