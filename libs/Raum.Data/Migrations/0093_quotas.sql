-- ORG-8: how much an organization, or one of its API keys, may use up. A null is no limit; the rate then is the deployment's own.
create table organizations.quota (
  organization_id uuid not null references organizations.organization,
  -- One of its API keys; zero for the organization as a whole.
  api_key_id uuid not null,
  requests_per_second int check (requests_per_second between 1 and 100000),
  -- Days and months of UTC.
  jobs_per_day bigint check (jobs_per_day >= 0),
  jobs_per_month bigint check (jobs_per_month >= 0),
  -- US dollars by list price.
  spend_per_day numeric(12, 2) check (spend_per_day >= 0),
  spend_per_month numeric(12, 2) check (spend_per_month >= 0),
  -- What was counted under an earlier version is counted anew, from the read models.
  version bigint not null check (version > 0),
  changed_at timestamptz not null,
  primary key (organization_id, api_key_id)
);
call raum.protect('organizations.quota');
grant select, insert, update (requests_per_second, jobs_per_day, jobs_per_month, spend_per_day, spend_per_month, version, changed_at)
  on organizations.quota to raum_app;
grant select on organizations.quota to raum_api, raum_worker;

-- The services keep these rows in memory until they change.
create trigger changes_are_told after insert or update or delete on organizations.quota
  for each row execute function raum.tell_change();
