-- One organization whose intents cannot be closed (its key was withdrawn) keeps no other's open: organizations take turns, and what could not be closed waits a while.
alter table conversation.delivery add column look_after timestamptz;

grant select (look_after) on conversation.delivery to raum_lookup;
set local role raum_lookup;
drop function lookup.open_deliveries(timestamptz, int);
create function lookup.open_deliveries(before timestamptz, at timestamptz, at_most int)
  returns table (organization_id uuid, job_id uuid, effect text)
  language sql stable security definer set search_path = ''
as $$
  select o.organization_id, o.job_id, o.effect from (
    select d.organization_id, d.job_id, d.effect, d.intended_at, row_number() over (partition by d.organization_id order by d.intended_at) as place
    from conversation.delivery d
    where not d.recorded and d.intended_at < before and (d.look_after is null or d.look_after <= at)) o
  order by o.place, o.intended_at limit at_most;
$$;
grant execute on function lookup.open_deliveries(timestamptz, timestamptz, int) to raum_app, raum_worker;
reset role;
