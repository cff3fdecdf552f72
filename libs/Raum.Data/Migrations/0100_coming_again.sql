-- ORG-4, ORG-11: what ended stays ended when the same person, agent or staff comes again.

-- When the person became a member the last time. Sessions of an earlier membership are no sessions of this one.
alter table people.membership add column joined_at timestamptz not null default now();
alter table people.membership no force row level security;
update people.membership set joined_at = changed_at;
alter table people.membership force row level security;
grant update (joined_at) on people.membership to raum_api;

alter table people.session
  -- The account as it was when its secret was compared: a password that was replaced meanwhile proves nothing.
  add column account_since timestamptz,
  -- The membership as it was then.
  add column joined_at timestamptz;

-- An operator ends the sessions of who leaves the staff.
grant select (organization_id, session_id, user_id, impersonator_id, ended_at), update (ended_at) on people.session to raum_app;

set local role raum_lookup;

drop function lookup.memberships(uuid);
create function lookup.memberships(person uuid) returns table (organization_id uuid, role text, joined_at timestamptz)
  language sql stable security definer set search_path = ''
as $$
  select m.organization_id, m.role, m.joined_at from people.membership m
  join organizations.organization o on o.organization_id = m.organization_id and o.closed_at is null
  where m.user_id = person and m.removed_at is null order by m.created_at, m.organization_id;
$$;
grant execute on function lookup.memberships(uuid) to raum_api;

create or replace function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[], second_factor boolean, begun_by uuid, impersonator_id uuid, access_id uuid, zendesk_user_id bigint, zendesk_kind text)
  language sql stable security definer set search_path = ''
as $$
  -- A member's, or an admin's who acts as one; from the sidebar as long as app and link stand as they did.
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at),
    s.methods, coalesce(r.second_factor, false), s.begun_by, s.impersonator_id, s.access_id, s.zendesk_user_id, s.zendesk_kind
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
    and m.joined_at <= s.created_at and (s.joined_at is null or s.joined_at = m.joined_at)
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null
    and s.created_at >= a.sessions_since and (s.account_since is null or s.account_since = a.sessions_since)
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  left join people.sign_in_rule r on r.organization_id = s.organization_id
  where s.session_id = session and s.ended_at is null and s.access_id is null
    and (s.zendesk_kind is null or (s.zendesk_kind = 'member' and exists (
      select from people.zendesk_app z
      join people.zendesk_link l on l.organization_id = z.organization_id and l.zendesk_user_id = s.zendesk_user_id and l.user_id = s.user_id
        and l.created_at <= s.created_at
      where z.organization_id = s.organization_id and z.public_key is not null and z.app_changed_at <= s.created_at)))
    and (s.begun_by is null or exists (
      select from people.session own
      join people.membership om on om.organization_id = own.organization_id and om.user_id = own.user_id and om.removed_at is null and om.joined_at <= own.created_at
      join people.account oa on oa.organization_id = '00000000-0000-7000-8000-000000000000' and oa.user_id = own.user_id and oa.disabled_at is null and own.created_at >= oa.sessions_since
      where own.session_id = s.begun_by and own.user_id = s.impersonator_id and own.organization_id = s.organization_id and own.ended_at is null
        and s.begun_epoch = greatest(m.changed_at, om.changed_at)))
  union all
  -- A visit of staff: the access stands and was theirs before, their own session and their membership of the installation too.
  select s.organization_id, s.user_id, s.secret_hash, 'support', s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, om.changed_at),
    s.methods, false, s.begun_by, s.impersonator_id, s.access_id, s.zendesk_user_id, s.zendesk_kind
  from people.session s
  join people.support_access x on x.organization_id = s.organization_id and x.access_id = s.access_id and x.staff_id = s.user_id and x.revoked_at is null
    and x.assigned_at <= s.created_at
  join people.session own on own.session_id = s.begun_by and own.user_id = s.user_id and own.organization_id = '00000000-0000-7000-8000-000000000000' and own.ended_at is null
  join people.membership om on om.organization_id = own.organization_id and om.user_id = s.user_id and om.removed_at is null and om.changed_at = s.begun_epoch
    and om.joined_at <= own.created_at
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
reset role;
-- What a comparison of the access needs.
grant select (assigned_at) on people.support_access to raum_lookup;
grant select (created_at) on people.zendesk_link to raum_lookup;

-- Sessions and accesses are no history: who did what stands in the audit log. They go some time after their end, for every organization by one statement;
-- the database's own clock decides, so that a service with a wrong clock, or with bad intent, removes nothing that lives.
grant usage on schema people to raum_purge;
grant select (organization_id, session_id, expires_at, ended_at, access_id), delete on people.session to raum_purge;
grant select (organization_id, access_id, expires_at), delete on people.support_access to raum_purge;
grant select (organization_id, invitation_id, expires_at, accepted_at, withdrawn_at), delete on people.invitation to raum_purge;
grant select (organization_id, token_hash, expires_at), delete on people.zendesk_token to raum_purge;
grant select (organization_id, ceremony_id, expires_at), delete on people.ceremony to raum_purge;
do $$
declare
  expired record;
begin
  for expired in select * from (values
    ('people.session', 'least(ended_at, expires_at) < now() - case when access_id is null then interval ''30 days'' else interval ''365 days'' end'),
    ('people.support_access', 'expires_at < now() - interval ''365 days'''),
    ('people.invitation', 'least(accepted_at, withdrawn_at, expires_at) < now() - interval ''30 days'''),
    ('people.zendesk_token', 'expires_at < now() - interval ''1 day'''),
    ('people.ceremony', 'expires_at < now() - interval ''1 day''')) as list (tenant_table, condition)
  loop
    execute format('create policy expired on %s for select to raum_purge using (%s)', expired.tenant_table, expired.condition);
    execute format('create policy remove_expired on %s for delete to raum_purge using (%s)', expired.tenant_table, expired.condition);
    execute format('create policy only_expired on %s as restrictive to raum_purge using (%s)', expired.tenant_table, expired.condition);
  end loop;
end $$;
