-- KEY-5: the API and the worker sign in as roles of their own, so that the API cannot read a provider key or a Zendesk token, not even sealed.
--   raum_api     takes webhooks and jobs, shows results and the audit log, decides about drafts.
--   raum_worker  reads tickets, calls providers, delivers. It reads secrets and writes none but the tokens that Zendesk gives it.
--   raum_app     the administration of an organization: connections, credentials, keys, settings (the command line).
-- From here on a tenant table grants to each of them what it needs. Raum.Data.Tests/Grants.txt is the list of everything that any role may do.

grant usage on schema raum, organizations, keys, audit, projection, conversation to raum_api, raum_worker;
grant execute on function raum.current_organization() to raum_api, raum_worker;

create or replace procedure raum.protect(tenant_table regclass)
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format('revoke all on %s from public', tenant_table);
  -- The subselect is evaluated once a query, not once a row. A null matches nothing.
  execute format(
    'create policy organization_only on %s to raum_api, raum_worker, raum_app, raum_projector, raum_purge
       using (organization_id = (select raum.current_organization()))
       with check (organization_id = (select raum.current_organization()))',
    tenant_table);
end
$$;

do $$
declare
  policy record;
begin
  for policy in select polrelid::regclass as tenant_table from pg_policy where polname = 'organization_only' loop
    execute format('alter policy organization_only on %s to raum_api, raum_worker, raum_app, raum_projector, raum_purge', policy.tenant_table);
  end loop;
end
$$;

-- Both: who they work for, its settings, its data keys, its log.
grant select on organizations.organization, organizations.settings to raum_api, raum_worker;
grant select, insert on keys.data_key, keys.local_keyring to raum_api, raum_worker;
grant update (nonces_reserved) on keys.data_key to raum_api, raum_worker;
grant select, insert on audit.event to raum_api, raum_worker;
grant select, insert, update (revision) on audit.head to raum_api, raum_worker;
grant select, insert on audit.hash_key to raum_api, raum_worker;
grant execute on function audit.refuse(), audit.check_order(), audit.check_head() to raum_api, raum_worker;
grant execute on function audit.append(uuid[], bytea[], bytea[], bytea[]) to raum_api, raum_worker;

-- The API: read models, decisions about drafts, and of the connection what tells a genuine webhook.
grant select on projection.checkpoint, projection.audit_entry, projection.job_summary, projection.usage, projection.masking to raum_api;
grant select on conversation.draft to raum_api;
grant update (state, decided_at, decided_by_kind, decided_by_id, edited, body_sealed) on conversation.draft to raum_api;
grant select (organization_id, api_key_id, last_used_at), update (last_used_at) on organizations.api_key to raum_api;
grant select (organization_id, address, account_id, own_user_id, grant_kind, scope, state, brands, groups, forms,
    webhook_secret_sealed, webhook_secret_next_sealed)
  on organizations.zendesk_connection to raum_api;

-- The worker: the secrets that it needs to call and to deliver, and what a job leaves behind.
grant select on organizations.provider_credential, organizations.callback_secret, organizations.zendesk_connection to raum_worker;
grant update (access_token_sealed, access_expires_at, refresh_token_sealed, refresh_expires_at, scope, state, token_version, updated_at)
  on organizations.zendesk_connection to raum_worker;
grant select, insert, delete on organizations.zendesk_write to raum_worker;
grant select, insert, update on conversation.delivery, conversation.draft to raum_worker;
grant select on conversation.objection to raum_worker;

-- What is found before an organization is known belongs to the look-up role.
set local role raum_lookup;
grant usage on schema lookup to raum_api, raum_worker;
grant execute on function lookup.api_key(uuid) to raum_api;
grant execute on function lookup.open_deliveries(timestamptz, int) to raum_worker;
reset role;
