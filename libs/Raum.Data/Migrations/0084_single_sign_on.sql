-- ORG-5: single sign-on by OpenID Connect, an identity provider for each organization.

create table people.identity_provider (
  organization_id uuid not null references organizations.organization,
  issuer text not null check (length(issuer) between 1 and 500),
  client_id text not null check (length(client_id) between 1 and 200),
  -- None for a public client: PKCE protects the code in any case.
  secret_sealed bytea,
  -- What people become whom the provider brings for the first time.
  role text not null check (role in ('admin', 'manager', 'agent', 'auditor')),
  changed_at timestamptz not null,
  primary key (organization_id)
);
call raum.protect('people.identity_provider');
grant select, insert, delete, update (issuer, client_id, secret_sealed, role, changed_at) on people.identity_provider to raum_api;
grant select (organization_id, secret_sealed), update (secret_sealed) on people.identity_provider to raum_rotation;

-- Domains that an operator knows to be the organization's. The API reads them and adds none: who broke into it cannot claim a domain.
create table people.verified_domain (
  organization_id uuid not null references organizations.organization,
  domain text not null check (domain = lower(domain) and domain like '%_._%' and length(domain) <= 253),
  verified_at timestamptz not null,
  primary key (organization_id, domain),
  -- One organization's at a time.
  unique (domain)
);
call raum.protect('people.verified_domain');
grant select on people.verified_domain to raum_api;
grant select, insert, delete on people.verified_domain to raum_app;

-- Who somebody is at the provider: its subject, hashed with its issuer. An address that is given to somebody else is another subject.
create table people.external_identity (
  organization_id uuid not null references organizations.organization,
  subject_hash bytea not null check (length(subject_hash) = 32),
  user_id uuid not null,
  created_at timestamptz not null,
  primary key (organization_id, subject_hash),
  unique (organization_id, user_id)
);
call raum.protect('people.external_identity');
grant select, insert, delete on people.external_identity to raum_api;

grant select (organization_id, domain) on people.verified_domain to raum_lookup;
create policy lookup_any on people.verified_domain for select to raum_lookup using (true);

set local role raum_lookup;

create function lookup.verified_domain(wanted text) returns table (organization_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select d.organization_id from people.verified_domain d
  join organizations.organization o on o.organization_id = d.organization_id and o.closed_at is null
  where d.domain = wanted;
$$;
grant execute on function lookup.verified_domain(text) to raum_api;

-- How the session began: one that a provider vouched for changes no way in to the account, which other organizations rely on as well.
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[])
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at), s.methods
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null;
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
