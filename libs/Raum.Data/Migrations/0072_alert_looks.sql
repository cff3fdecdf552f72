-- Alerts are late after a pause, never lost: what is projected is noted for who looks for alerts, and each rule remembers how far it has counted.

-- Entries that were projected since somebody looked. One row an organization, in the transaction of the rows.
create table projection.news (
  organization_id uuid primary key references organizations.organization,
  -- None of them is older.
  first_at timestamptz not null,
  last bigint not null
);
call raum.protect('projection.news');
grant select, insert, update (first_at, last), delete on projection.news to raum_projector;

create table projection.alert_look (
  organization_id uuid not null references organizations.organization,
  rule text not null,
  -- The last entry that was counted.
  revision bigint not null default -1,
  -- What waits to be counted: up to this entry, none older than this. Null when nothing waits.
  until bigint,
  since timestamptz,
  -- The last entry of an alert that is being put on record. A process that dies over it leaves it here, and the next one does the same once more.
  telling bigint,
  -- The last entry of the last alert, and when that was: no entry is told twice.
  told bigint not null default -1,
  told_at timestamptz,
  primary key (organization_id, rule),
  check ((until is null) = (since is null))
);
call raum.protect('projection.alert_look');
grant select, insert, update (revision, until, since, telling, told, told_at) on projection.alert_look to raum_projector;
create index alert_look_waits on projection.alert_look (organization_id) where since is not null or telling is not null;

-- The network of an address (IPv4 /24, IPv6 /48), as a keyed hash; null in rows from before.
alter table projection.audit_entry add column network_hash bytea;

-- Whose alerts are to be looked for: also those where something waits since longer ago than that.
-- Whose read model is behind the embedded log: a notice may be lost, and alerts are promised within a minute.
grant select (organization_id) on projection.news to raum_lookup;
grant select (organization_id, since, telling) on projection.alert_look to raum_lookup;
grant select (organization_id, revision) on audit.head to raum_lookup;
grant select (projection, revision) on projection.checkpoint to raum_lookup;
create policy activity on projection.news for select to raum_lookup using (true);
create policy activity on projection.alert_look for select to raum_lookup using (since is not null or telling is not null);
create policy activity on audit.head for select to raum_lookup using (true);
set local role raum_lookup;
create or replace function lookup.active_organizations(since timestamptz) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select c.organization_id from projection.checkpoint c where c.moved_at >= active_organizations.since
  union select n.organization_id from projection.news n
  union select l.organization_id from projection.alert_look l where l.since is not null or l.telling is not null;
$$;
create function lookup.organizations_behind(read_model text) returns setof uuid
  language sql stable security definer set search_path = ''
as $$
  select h.organization_id from audit.head h
  where h.revision > coalesce(
    (select c.revision from projection.checkpoint c where c.organization_id = h.organization_id and c.projection = read_model), -1);
$$;
grant execute on function lookup.organizations_behind(text) to raum_projector;
reset role;
