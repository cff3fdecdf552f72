-- ORG-7: sessions in which an admin acts as somebody else. The session is the other person's, begun by a session of the admin's own, and stands no longer than it.

alter table people.session
  add column begun_by uuid,
  add column impersonator_id uuid,
  -- When either one's role or membership had changed last, when it began: with another change it has ended.
  add column begun_epoch timestamptz,
  add column reason_sealed bytea,
  add constraint impersonation_is_whole
    check (num_nulls(begun_by, impersonator_id, begun_epoch, reason_sealed) in (0, 4) and impersonator_id is distinct from user_id),
  add constraint impersonation_is_short check (impersonator_id is null or expires_at <= created_at + interval '1 hour');
create index session_by_impersonator on people.session (organization_id, impersonator_id) where impersonator_id is not null;
grant select (organization_id, session_id, reason_sealed), update (reason_sealed) on people.session to raum_rotation;

set local role raum_lookup;
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[], second_factor boolean, begun_by uuid, impersonator_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at),
    s.methods, coalesce(r.second_factor, false), s.begun_by, s.impersonator_id
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  left join people.sign_in_rule r on r.organization_id = s.organization_id
  where s.session_id = session and s.ended_at is null
    and (s.begun_by is null or exists (
      select from people.session own
      join people.membership om on om.organization_id = own.organization_id and om.user_id = own.user_id and om.removed_at is null
      join people.account oa on oa.organization_id = '00000000-0000-7000-8000-000000000000' and oa.user_id = own.user_id and oa.disabled_at is null and own.created_at >= oa.sessions_since
      where own.session_id = s.begun_by and own.user_id = s.impersonator_id and own.organization_id = s.organization_id and own.ended_at is null
        and s.begun_epoch = greatest(m.changed_at, om.changed_at)));
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
