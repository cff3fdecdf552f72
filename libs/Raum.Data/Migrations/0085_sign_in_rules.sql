-- ORG-5: what an organization demands of those who sign in to it.

create table people.sign_in_rule (
  organization_id uuid not null references organizations.organization,
  second_factor boolean not null,
  changed_at timestamptz not null,
  primary key (organization_id)
);
call raum.protect('people.sign_in_rule');
grant select, insert, update (second_factor, changed_at) on people.sign_in_rule to raum_api;

grant select (organization_id, second_factor) on people.sign_in_rule to raum_lookup;
create policy lookup_any on people.sign_in_rule for select to raum_lookup using (true);

set local role raum_lookup;
-- With every request, so that a rule holds for the sessions that are there already.
drop function lookup.session(uuid);
create function lookup.session(session uuid)
  returns table (organization_id uuid, user_id uuid, secret_hash bytea, role text, seen_at timestamptz, confirmed_at timestamptz, expires_at timestamptz, epoch timestamptz, methods text[], second_factor boolean)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.user_id, s.secret_hash, m.role, s.seen_at, s.confirmed_at, s.expires_at, greatest(a.sessions_since, m.changed_at), s.methods, coalesce(r.second_factor, false)
  from people.session s
  join people.membership m on m.organization_id = s.organization_id and m.user_id = s.user_id and m.removed_at is null
  join people.account a on a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = s.user_id and a.disabled_at is null and s.created_at >= a.sessions_since
  join organizations.organization o on o.organization_id = s.organization_id and o.closed_at is null
  left join people.sign_in_rule r on r.organization_id = s.organization_id
  where s.session_id = session and s.ended_at is null;
$$;
grant execute on function lookup.session(uuid) to raum_api;
reset role;
