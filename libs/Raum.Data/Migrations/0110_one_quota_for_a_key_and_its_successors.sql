-- A key that was rolled over and the keys after it have one quota and are counted together. Its row is that of the first of them.
alter table organizations.quota no force row level security;
alter table organizations.api_key no force row level security;

create temporary table line on commit drop as
with recursive line (organization_id, first, api_key_id) as (
  select organization_id, api_key_id, api_key_id from organizations.api_key where replaces is null
  union all
  select later.organization_id, line.first, later.api_key_id
  from organizations.api_key later join line on later.organization_id = line.organization_id and later.replaces = line.api_key_id
)
select * from line;

insert into organizations.quota as kept (organization_id, api_key_id, requests_per_second, jobs_per_day, jobs_per_month,
  spend_per_day, spend_per_month, version, changed_at)
select distinct on (quota.organization_id, line.first) quota.organization_id, line.first, quota.requests_per_second, quota.jobs_per_day,
  quota.jobs_per_month, quota.spend_per_day, quota.spend_per_month, quota.version, quota.changed_at
from organizations.quota join line using (organization_id, api_key_id)
order by quota.organization_id, line.first, quota.changed_at desc
on conflict (organization_id, api_key_id) do update set
  requests_per_second = excluded.requests_per_second,
  jobs_per_day = excluded.jobs_per_day,
  jobs_per_month = excluded.jobs_per_month,
  spend_per_day = excluded.spend_per_day,
  spend_per_month = excluded.spend_per_month,
  version = greatest(kept.version, excluded.version) + 1,
  changed_at = excluded.changed_at
where kept.changed_at < excluded.changed_at;
delete from organizations.quota using line
where quota.organization_id = line.organization_id and quota.api_key_id = line.api_key_id and line.first <> line.api_key_id;

alter table organizations.quota force row level security;
alter table organizations.api_key force row level security;

revoke insert on organizations.quota from raum_api;
-- The worker counts jobs of a key against the quota of its line.
grant select (organization_id, api_key_id, replaces) on organizations.api_key to raum_worker;
