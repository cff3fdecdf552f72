-- ORG-11: platform staff reach an organization only where its admins opened it, with a reason and for a time, and an operator then assigned a person.
-- Staff are members of the installation, which is no customer.

create table people.support_access (
  organization_id uuid not null references organizations.organization check (organization_id <> '00000000-0000-7000-8000-000000000000'),
  access_id uuid not null,
  reason_sealed bytea not null,
  opened_by uuid not null,
  opened_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > opened_at and expires_at <= opened_at + interval '7 days'),
  -- The one person it is for. Nobody but an operator writes it: an API that was broken into assigns nobody.
  staff_id uuid,
  assigned_at timestamptz check ((assigned_at is null) = (staff_id is null)),
  revoked_at timestamptz,
  primary key (organization_id, access_id)
);
call raum.protect('people.support_access');
grant select, insert (organization_id, access_id, reason_sealed, opened_by, opened_at, expires_at), update (revoked_at) on people.support_access to raum_api;
grant select (organization_id, access_id, opened_by, opened_at, expires_at, staff_id, assigned_at, revoked_at), update (staff_id, assigned_at)
  on people.support_access to raum_app;
grant select (organization_id, access_id, reason_sealed), update (reason_sealed) on people.support_access to raum_rotation;
grant select (organization_id, access_id, staff_id, revoked_at) on people.support_access to raum_lookup;
create policy lookup_any on people.support_access for select to raum_lookup using (true);

-- An operator finds staff by the keyed hash of an address, and ends a membership.
grant select (organization_id, user_id, email_index) on people.account to raum_app;
grant select, update (changed_at, removed_at) on people.membership to raum_app;

alter table people.session
  add column access_id uuid,
  drop constraint impersonation_is_whole,
  add constraint session_is_of_one_kind check (
    case
      when begun_by is null then num_nonnulls(impersonator_id, begun_epoch, reason_sealed, access_id) = 0
      when access_id is null then num_nulls(impersonator_id, begun_epoch, reason_sealed) = 0 and impersonator_id <> user_id
      else begun_epoch is not null and num_nonnulls(impersonator_id, reason_sealed) = 0
    end);
create index session_by_access on people.session (organization_id, access_id) where access_id is not null;

set local role raum_lookup;
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[], second_factor boolean, begun_by uuid, impersonator_id uuid, access_id uuid)
  language sql stable security definer set search_path = ''
as $$
  -- A member's, or an admin's who acts as one.
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at),
    s.methods, coalesce(r.second_factor, false), s.begun_by, s.impersonator_id, s.access_id
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  left join people.sign_in_rule r on r.organization_id = s.organization_id
  where s.session_id = session and s.ended_at is null and s.access_id is null
    and (s.begun_by is null or exists (
      select from people.session own
      join people.membership om on om.organization_id = own.organization_id and om.user_id = own.user_id and om.removed_at is null
      join people.account oa on oa.organization_id = '00000000-0000-7000-8000-000000000000' and oa.user_id = own.user_id and oa.disabled_at is null and own.created_at >= oa.sessions_since
      where own.session_id = s.begun_by and own.user_id = s.impersonator_id and own.organization_id = s.organization_id and own.ended_at is null
        and s.begun_epoch = greatest(m.changed_at, om.changed_at)))
  union all
  -- A visit of staff: the access stands and is theirs, their own session and their membership of the installation too.
  select s.organization_id, s.user_id, s.secret_hash, 'support', s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, om.changed_at),
    s.methods, false, s.begun_by, s.impersonator_id, s.access_id
  from people.session s
  join people.support_access x on x.organization_id = s.organization_id and x.access_id = s.access_id and x.staff_id = s.user_id and x.revoked_at is null
  join people.session own on own.session_id = s.begun_by and own.user_id = s.user_id and own.organization_id = '00000000-0000-7000-8000-000000000000' and own.ended_at is null
  join people.membership om on om.organization_id = own.organization_id and om.user_id = s.user_id and om.removed_at is null and om.changed_at = s.begun_epoch
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and own.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  where s.session_id = session and s.ended_at is null and s.access_id is not null;
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
