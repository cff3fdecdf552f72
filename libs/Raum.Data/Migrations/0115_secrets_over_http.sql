-- KEY-4, KEY-5: an admin puts keys and secrets in over HTTP. The API writes them and reads none of them, not even sealed.
grant select (organization_id, changed_at), insert, update (sealed_secret, changed_at), delete on organizations.callback_secret to raum_api;
grant delete on organizations.callback_secret to raum_app;
grant select (base_url, hint, rotate_by, created_at), insert, update (sealed_key, retire_at, removed_at) on organizations.provider_credential to raum_api;

-- The API has no key that seals credentials: it seals what comes in under a field key, and the rotation seals it anew within a minute. Who waits for that, ids only.
grant select (key_id) on keys.data_key to raum_lookup;
grant select (organization_id, sealed_key) on organizations.provider_credential to raum_lookup;
create policy came_in on organizations.provider_credential for select to raum_lookup using (sealed_key is not null);
set local role raum_lookup;
create function lookup.credentials_that_came_in() returns table (organization_id uuid)
  language sql stable security definer set search_path = ''
as $$
  select distinct c.organization_id from organizations.provider_credential c
  join keys.data_key k on k.organization_id = c.organization_id and k.key_id = encode(substring(c.sealed_key from 2 for 16), 'hex')::uuid
  where k.purpose = 'field';
$$;
grant execute on function lookup.credentials_that_came_in() to raum_rotation;
reset role;
