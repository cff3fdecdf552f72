-- ORG-12: agents who work in Zendesk's sidebar. The server-side app's token (RS256) says which agent it is; a key that the account shares (HS256) proves the account only.

create table people.zendesk_app (
  organization_id uuid not null references organizations.organization,
  subdomain text not null check (subdomain ~ '^[a-z0-9][a-z0-9-]{1,62}$'),
  -- The installation and its public key, as SubjectPublicKeyInfo; changed together.
  installation_id bigint check (installation_id > 0),
  public_key bytea,
  -- Agents of the account who are linked to no member may come, as agents.
  agents boolean not null default false,
  app_changed_at timestamptz not null,
  -- Who signs with it is a claimed user: may draft, and nothing else.
  shared_key_sealed bytea,
  shared_changed_at timestamptz not null,
  primary key (organization_id),
  check ((installation_id is null) = (public_key is null))
);
call raum.protect('people.zendesk_app');
grant select on people.zendesk_app to raum_api;
grant select, insert, update, delete on people.zendesk_app to raum_app;
grant select (organization_id, shared_key_sealed), update (shared_key_sealed) on people.zendesk_app to raum_rotation;

-- Which member an agent of the account is.
create table people.zendesk_link (
  organization_id uuid not null references organizations.organization,
  zendesk_user_id bigint not null check (zendesk_user_id > 0),
  user_id uuid not null,
  created_at timestamptz not null,
  primary key (organization_id, zendesk_user_id),
  unique (organization_id, user_id)
);
call raum.protect('people.zendesk_link');
grant select, insert, delete on people.zendesk_link to raum_api;

-- Tokens of Zendesk that were used: each signs in once.
create table people.zendesk_token (
  organization_id uuid not null references organizations.organization,
  token_hash bytea not null check (length(token_hash) = 32),
  expires_at timestamptz not null,
  primary key (organization_id, token_hash)
);
call raum.protect('people.zendesk_token');
grant select, insert, delete on people.zendesk_token to raum_api;

alter table people.session
  add column zendesk_user_id bigint,
  -- member: linked to one; agent: nobody's link, let in by setting; claimed: the account is proved, the person is not.
  add column zendesk_kind text check (zendesk_kind in ('member', 'agent', 'claimed')),
  add constraint sidebar_is_whole check ((zendesk_user_id is null) = (zendesk_kind is null) and (zendesk_kind is null or begun_by is null));

grant select (organization_id, public_key, agents, app_changed_at, shared_key_sealed, shared_changed_at) on people.zendesk_app to raum_lookup;
create policy lookup_any on people.zendesk_app for select to raum_lookup using (true);
grant select (organization_id, zendesk_user_id, user_id) on people.zendesk_link to raum_lookup;
create policy lookup_any on people.zendesk_link for select to raum_lookup using (true);

set local role raum_lookup;
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[], second_factor boolean, begun_by uuid, impersonator_id uuid, access_id uuid, zendesk_user_id bigint, zendesk_kind text)
  language sql stable security definer set search_path = ''
as $$
  -- A member's, or an admin's who acts as one; from the sidebar as long as app and link stand.
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at),
    s.methods, coalesce(r.second_factor, false), s.begun_by, s.impersonator_id, s.access_id, s.zendesk_user_id, s.zendesk_kind
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  left join people.sign_in_rule r on r.organization_id = s.organization_id
  where s.session_id = session and s.ended_at is null and s.access_id is null
    and (s.zendesk_kind is null or (s.zendesk_kind = 'member' and exists (
      select from people.zendesk_app z
      join people.zendesk_link l on l.organization_id = z.organization_id and l.zendesk_user_id = s.zendesk_user_id and l.user_id = s.user_id
      where z.organization_id = s.organization_id and z.public_key is not null and z.app_changed_at <= s.created_at)))
    and (s.begun_by is null or exists (
      select from people.session own
      join people.membership om on om.organization_id = own.organization_id and om.user_id = own.user_id and om.removed_at is null
      join people.account oa on oa.organization_id = '00000000-0000-7000-8000-000000000000' and oa.user_id = own.user_id and oa.disabled_at is null and own.created_at >= oa.sessions_since
      where own.session_id = s.begun_by and own.user_id = s.impersonator_id and own.organization_id = s.organization_id and own.ended_at is null
        and s.begun_epoch = greatest(m.changed_at, om.changed_at)))
  union all
  -- A visit of staff: the access stands and is theirs, their own session and their membership of the installation too.
  select s.organization_id, s.user_id, s.secret_hash, 'support', s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, om.changed_at),
    s.methods, false, s.begun_by, s.impersonator_id, s.access_id, s.zendesk_user_id, s.zendesk_kind
  from people.session s
  join people.support_access x on x.organization_id = s.organization_id and x.access_id = s.access_id and x.staff_id = s.user_id and x.revoked_at is null
  join people.session own on own.session_id = s.begun_by and own.user_id = s.user_id and own.organization_id = '00000000-0000-7000-8000-000000000000' and own.ended_at is null
  join people.membership om on om.organization_id = own.organization_id and om.user_id = s.user_id and om.removed_at is null and om.changed_at = s.begun_epoch
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and own.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null and s.access_id is not null
  union all
  -- From the sidebar, without a membership: as long as what let them in stands as it was then.
  select s.organization_id, s.user_id, s.secret_hash, 'agent', s.seen_at, s.confirmed_at, s.expires_at,
    case s.zendesk_kind when 'agent' then z.app_changed_at else z.shared_changed_at end,
    s.methods, false, s.begun_by, s.impersonator_id, s.access_id, s.zendesk_user_id, s.zendesk_kind
  from people.session s
  join people.zendesk_app z on z.organization_id = s.organization_id
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null and (
    (s.zendesk_kind = 'agent' and z.agents and z.public_key is not null and z.app_changed_at <= s.created_at
      and not exists (select from people.zendesk_link l where l.organization_id = s.organization_id and l.zendesk_user_id = s.zendesk_user_id))
    or (s.zendesk_kind = 'claimed' and z.shared_key_sealed is not null and z.shared_changed_at <= s.created_at));
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
