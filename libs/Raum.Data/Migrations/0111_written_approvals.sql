-- ORG-10: an integration or a use of data is off until an admin approved it in writing. The words stand here as they were approved.
create table organizations.approval (
  organization_id uuid not null references organizations.organization,
  approval_id uuid not null,
  use text not null check (use in ('Provider', 'Zendesk', 'Callback', 'AuditSink', 'AuditContent', 'OtherRegion', 'UnseenReplies')),
  -- An id, an address or an operation; what it is says the use.
  subject text not null check (length(subject) between 1 and 500),
  text text not null check (length(text) between 1 and 2000),
  -- 0: before the words were kept.
  text_version int not null check (text_version >= 0),
  given_at timestamptz not null,
  given_by text not null check (length(given_by) between 1 and 200),
  withdrawn_at timestamptz,
  withdrawn_by text check (length(withdrawn_by) between 1 and 200),
  primary key (organization_id, approval_id),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
call raum.protect('organizations.approval');
create unique index one_approval_in_force on organizations.approval (organization_id, use, subject) where withdrawn_at is null;
grant select, insert, update (withdrawn_at, withdrawn_by) on organizations.approval to raum_app, raum_api;
grant select on organizations.approval to raum_worker;
-- The services keep these rows in memory until they change: a withdrawal stops them within milliseconds.
create trigger changes_are_told after insert or update or delete on organizations.approval
  for each row execute function raum.tell_change();

-- Provider accounts that were approved before.
alter table organizations.provider_credential no force row level security;
alter table organizations.approval no force row level security;
insert into organizations.approval (organization_id, approval_id, use, subject, text, text_version, given_at, given_by)
select organization_id, gen_random_uuid(), 'Provider', credential_id::text, 'Stated before the words were kept.', 0, terms_approved_at, coalesce(terms_approved_by, 'unknown')
from organizations.provider_credential where terms_approved_at is not null and removed_at is null;
alter table organizations.provider_credential force row level security;
alter table organizations.approval force row level security;

grant select (organization_id, credential_id, provider, model, region, priority, terms_approved_at, terms_approved_by, removed_at, retire_at),
  update (terms_approved_at, terms_approved_by) on organizations.provider_credential to raum_api;

-- Tickets are read and written, and webhooks taken, while this is set.
alter table organizations.zendesk_connection add column approved_at timestamptz;
grant select (approved_at), update (approved_at) on organizations.zendesk_connection to raum_api;
create trigger changes_are_told after insert or delete or update of approved_at, address on organizations.zendesk_connection
  for each row execute function raum.tell_change();

-- Nothing is pushed to a sink before this is set.
alter table audit.sink add column approved_at timestamptz;
-- Where its receiver handles data (ORG-9); null: in the organization's own region.
alter table audit.sink add column region text check (region in ('us', 'eu', 'apac'));
grant update (approved_at) on audit.sink to raum_app;
grant select (organization_id, sink_id, kind, region, position, content, approved_at, failures, dead_at, removed_at), insert,
  update (approved_at, content, content_ever, failures, failing_since, next_at, dead_at, removed_at) on audit.sink to raum_api;
grant select (approved_at) on audit.sink to raum_lookup, raum_purge;
set local role raum_lookup;
create or replace function lookup.due_sinks(at timestamptz) returns table (organization_id uuid, sink_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select s.organization_id, s.sink_id from audit.sink s
  where s.removed_at is null and s.dead_at is null and s.approved_at is not null and s.next_at <= at and (s.leased_until is null or s.leased_until <= at)
  order by s.next_at limit 1000;
$$;
reset role;

-- Settings, alerts, retention and holds are changed over HTTP, too.
grant insert on organizations.settings to raum_api;
grant select, insert, update (threshold, muted_until) on audit.alert_rule to raum_api;
grant select, insert on audit.retention to raum_api;
grant select, insert, update (lifted_at) on audit.hold to raum_api;
