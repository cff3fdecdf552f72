-- Where entries, checkpoints and alerts are pushed (AUD-6, AUD-7): at least once, in order, each sink with a position of its own.

create table audit.sink (
  organization_id uuid not null references organizations.organization,
  sink_id uuid not null,
  kind text not null,
  -- csv, cef or ocsf; of sinks for entries.
  format text not null,
  -- Address, secret and certificate authority, sealed: addresses of people, and URLs that are secrets themselves.
  target_sealed bytea not null,
  -- An admin approved that content and network addresses go there; otherwise headers only.
  content boolean not null default false,
  -- The next entry, or the size of the newest checkpoint that was taken.
  position bigint not null check (position >= 0),
  failures int not null default 0,
  failing_since timestamptz,
  next_at timestamptz not null,
  leased_until timestamptz,
  -- Given up; the position stays.
  dead_at timestamptz,
  created_at timestamptz not null,
  removed_at timestamptz,
  primary key (organization_id, sink_id)
);
call raum.protect('audit.sink');
grant select, insert, update (content, failures, failing_since, next_at, dead_at, removed_at) on audit.sink to raum_app;
grant select, update (position, failures, failing_since, next_at, leased_until, dead_at) on audit.sink to raum_projector;
grant select (organization_id, sink_id, target_sealed), update (target_sealed) on audit.sink to raum_rotation;
create index sink_live on audit.sink (next_at) where removed_at is null and dead_at is null;

-- What an organization decided about a rule; without a row its own threshold counts.
create table audit.alert_rule (
  organization_id uuid not null references organizations.organization,
  rule text not null,
  threshold int not null check (threshold between 1 and 1000000),
  muted_until timestamptz,
  primary key (organization_id, rule)
);
call raum.protect('audit.alert_rule');
grant select, insert, update (threshold, muted_until) on audit.alert_rule to raum_app;
grant select on audit.alert_rule to raum_projector;

grant select (organization_id, sink_id, next_at, leased_until, dead_at, removed_at) on audit.sink to raum_lookup;
create policy live_sinks on audit.sink for select to raum_lookup using (removed_at is null and dead_at is null);
grant usage on schema projection to raum_lookup;
grant select (organization_id, moved_at) on projection.checkpoint to raum_lookup;
create policy activity on projection.checkpoint for select to raum_lookup using (true);
set local role raum_lookup;
create function lookup.due_sinks(at timestamptz) returns table (organization_id uuid, sink_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.sink_id from audit.sink s
  where s.removed_at is null and s.dead_at is null and s.next_at <= at and (s.leased_until is null or s.leased_until <= at)
  order by s.next_at limit 1000;
$$;
grant execute on function lookup.due_sinks(timestamptz) to raum_projector;
create function lookup.active_organizations(since timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select distinct c.organization_id from projection.checkpoint c where c.moved_at >= since;
$$;
grant execute on function lookup.active_organizations(timestamptz) to raum_projector;
reset role;
