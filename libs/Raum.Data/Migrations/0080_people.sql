-- People (ORG-2, ORG-4, ORG-5): accounts, memberships, invitations, sessions.
--
-- One person may be a member of many organizations, so that accounts belong to the installation: an organization of its own, which is no customer and in no list
-- of them. Its rows are reached as every tenant's are, in its own scope only; in the scope of a customer no account can be read.

create schema people;
grant usage on schema people to raum_api, raum_app, raum_rotation, raum_lookup;

alter table organizations.organization
  alter column region drop not null,
  add constraint customers_have_a_region check (region is not null or organization_id = '00000000-0000-7000-8000-000000000000');
alter table organizations.organization no force row level security;
insert into organizations.organization (organization_id, name, created_at)
  values ('00000000-0000-7000-8000-000000000000', 'The installation', 'epoch');
alter table organizations.organization force row level security;

-- The key of the index of addresses: e-mail addresses are sealed, and found by a keyed hash.
create table people.index_key (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  key_sealed bytea not null,
  created_at timestamptz not null,
  primary key (organization_id)
);
call raum.protect('people.index_key');
grant select, insert on people.index_key to raum_api, raum_app;
grant select (organization_id, key_sealed), update (key_sealed) on people.index_key to raum_rotation;

create table people.account (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  user_id uuid not null,
  email_index bytea not null check (length(email_index) = 32),
  email_sealed bytea not null,
  name_sealed bytea,
  password_hash text,
  password_changed_at timestamptz,
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  -- The last time step that was used: a code works once.
  totp_step bigint not null default 0,
  -- Failures since the last success, and until when nothing is compared.
  failures int not null default 0 check (failures >= 0),
  locked_until timestamptz,
  -- Sessions that began earlier have ended, in every organization.
  sessions_since timestamptz not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  primary key (organization_id, user_id),
  unique (organization_id, email_index)
);
call raum.protect('people.account');
grant select, insert on people.account to raum_api;
grant update (password_hash, password_changed_at, failures, locked_until, sessions_since, disabled_at, name_sealed,
    totp_sealed, totp_confirmed_at, totp_step)
  on people.account to raum_api;
grant select (organization_id, user_id, email_sealed, name_sealed, totp_sealed), update (email_sealed, name_sealed, totp_sealed) on people.account to raum_rotation;

-- Something that begins here and is ended once by who holds its secret: a second factor, a magic link, a passkey's challenge, a sign-in elsewhere.
create table people.ceremony (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  ceremony_id uuid not null,
  kind text not null,
  secret_hash bytea not null check (length(secret_hash) = 32),
  -- The browser that began it, where it may be ended in no other.
  browser_hash bytea check (length(browser_hash) = 32),
  user_id uuid,
  state_sealed bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  attempts int not null default 0,
  ended_at timestamptz,
  primary key (organization_id, ceremony_id)
);
create index ceremony_by_age on people.ceremony (organization_id, expires_at);
call raum.protect('people.ceremony');
grant select, insert, delete on people.ceremony to raum_api;
grant update (attempts, ended_at) on people.ceremony to raum_api;

create table people.membership (
  organization_id uuid not null references organizations.organization,
  user_id uuid not null,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'auditor')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  removed_at timestamptz,
  primary key (organization_id, user_id)
);
create index membership_by_user on people.membership (user_id, created_at) where removed_at is null;
call raum.protect('people.membership');
grant select, insert on people.membership to raum_api;
grant update (role, changed_at, removed_at) on people.membership to raum_api;

create table people.invitation (
  organization_id uuid not null references organizations.organization,
  invitation_id uuid not null,
  email_index bytea not null check (length(email_index) = 32),
  email_sealed bytea not null,
  role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'auditor')),
  secret_hash bytea not null check (length(secret_hash) = 32),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (organization_id, invitation_id)
);
call raum.protect('people.invitation');
grant select, insert on people.invitation to raum_api, raum_app;
grant update (accepted_at, withdrawn_at) on people.invitation to raum_api;
grant select (organization_id, invitation_id, email_sealed), update (email_sealed) on people.invitation to raum_rotation;

create table people.session (
  organization_id uuid not null references organizations.organization,
  session_id uuid not null,
  user_id uuid not null,
  -- 256 random bits, so that one SHA-256 keeps them.
  secret_hash bytea not null check (length(secret_hash) = 32),
  methods text[] not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  -- The last time the person proved who it is.
  confirmed_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (organization_id, session_id),
  unique (session_id)
);
create index session_by_user on people.session (organization_id, user_id, created_at);
call raum.protect('people.session');
grant select, insert on people.session to raum_api;
grant update (secret_hash, methods, seen_at, confirmed_at, ended_at) on people.session to raum_api;

-- What must be found before an organization is known.
grant select on people.account, people.membership, people.session, people.invitation to raum_lookup;
grant select (organization_id, closed_at) on organizations.organization to raum_lookup;
create policy lookup_any on people.account for select to raum_lookup using (true);
create policy lookup_any on people.membership for select to raum_lookup using (true);
create policy lookup_any on people.session for select to raum_lookup using (true);
create policy lookup_any on people.invitation for select to raum_lookup using (true);

set local role raum_lookup;

-- A session that may be used if its secret is right and its times allow: membership, account and organization stand.
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null;
$$;
grant execute on function lookup.session(uuid) to raum_api;

create function lookup.memberships(person uuid) returns table (organization_id uuid, role text)
  language sql stable security definer set search_path = ''
as $$
  select m.organization_id, m.role from people.membership m
  join organizations.organization o on o.organization_id = m.organization_id and o.closed_at is null
  where m.user_id = person and m.removed_at is null order by m.created_at, m.organization_id;
$$;
grant execute on function lookup.memberships(uuid) to raum_api;

create function lookup.invitation(invitation uuid) returns table (organization_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select i.organization_id from people.invitation i where i.invitation_id = invitation;
$$;
grant execute on function lookup.invitation(uuid) to raum_api;

-- The installation has no projections and no checkpoints of its own.
create or replace function lookup.organization_ids() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id from organizations.organization o
  where o.organization_id <> '00000000-0000-7000-8000-000000000000';
$$;
reset role;

-- Codes for the day when the authenticator is lost: each works once. 80 random bits, so that one SHA-256 keeps them.
create table people.recovery_code (
  organization_id uuid not null references organizations.organization check (organization_id = '00000000-0000-7000-8000-000000000000'),
  user_id uuid not null,
  code_hash bytea not null check (length(code_hash) = 32),
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (organization_id, user_id, code_hash)
);
call raum.protect('people.recovery_code');
grant select, insert, delete on people.recovery_code to raum_api;
grant update (used_at) on people.recovery_code to raum_api;
