-- DATA-1: the account of a person who is a member nowhere any more goes too. Accounts are the installation's, so that no organization's end takes them with it.

-- When a membership ended, by the database's own clock, whatever a service writes; and the keyed hash of the address it was for: when the account is gone, it keeps
-- who was removed from coming back by single sign-on as somebody new.
alter table people.membership
  add column left_at timestamptz,
  add column address_index bytea check (length(address_index) = 32);
alter table people.membership no force row level security;
alter table people.account no force row level security;
update people.membership m set left_at = least(m.removed_at, now()),
    address_index = (select a.email_index from people.account a where a.user_id = m.user_id)
  where m.removed_at is not null;
alter table people.membership force row level security;
alter table people.account force row level security;

set local role raum_lookup;
create function lookup.has_account(person uuid) returns boolean
  language sql stable security definer set search_path = ''
as $$
  select exists (select from people.account a where a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = person);
$$;
grant execute on function lookup.has_account(uuid) to raum_api, raum_purge;

create function lookup.address_index(person uuid) returns bytea
  language sql stable security definer set search_path = ''
as $$
  select a.email_index from people.account a where a.organization_id = '00000000-0000-7000-8000-000000000000' and a.user_id = person;
$$;
grant execute on function lookup.address_index(uuid) to raum_api, raum_app;

-- Accounts of nobody's member, for 30 days since the last membership ended; at once when the organizations ended with their rows. Who is invited keeps theirs, and
-- who has just got one has a day to become a member.
create function lookup.accounts_left_behind() returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select a.user_id from people.account a
  where a.organization_id = '00000000-0000-7000-8000-000000000000' and a.created_at < now() - interval '1 day'
    and not exists (select from people.membership m where m.user_id = a.user_id and (m.left_at is null or m.left_at > now() - interval '30 days'))
    and not exists (select from people.invitation i
      where i.email_index = a.email_index and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > now());
$$;
grant execute on function lookup.accounts_left_behind() to raum_purge;
reset role;

create function people.tell_when_left() returns trigger
  language plpgsql
as $$
begin
  if new.removed_at is null then
    new.left_at := null;
    new.address_index := null;
  elsif tg_op = 'INSERT' or old.left_at is null then
    new.left_at := now();
    new.address_index := lookup.address_index(new.user_id);
  end if;
  return new;
end
$$;
create trigger left_by_the_clock before insert or update of removed_at, left_at, address_index on people.membership
  for each row execute function people.tell_when_left();

-- The role that removes them: an account that is left behind, and then what hung on it, whatever it asks for.
grant select (user_id) on people.account, people.passkey, people.recovery_code, people.ceremony to raum_purge;
alter policy only_when_it_ends on people.account
  using ((select raum.is_ended()) or user_id in (select lookup.accounts_left_behind()));
alter policy only_when_it_ends on people.passkey using ((select raum.is_ended()) or not lookup.has_account(user_id));
alter policy only_when_it_ends on people.recovery_code using ((select raum.is_ended()) or not lookup.has_account(user_id));
alter policy only_expired on people.ceremony
  using (expires_at < now() - interval '1 day' or (select raum.is_ended()) or (user_id is not null and not lookup.has_account(user_id)));
