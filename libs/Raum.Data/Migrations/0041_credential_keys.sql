-- KEY-5: provider keys and Zendesk's client secrets and tokens are sealed under keys of their own purpose. The key service can tell the API from the worker by it
-- (deploy/iam), and the API's role does not even see the wrapped keys. What was sealed under a field key before is sealed anew with the next rotation.
alter table keys.data_key drop constraint data_key_purpose_check;
alter table keys.data_key add constraint data_key_purpose_check check (purpose in ('field', 'credential', 'transit', 'audit'));

create policy no_credential_keys on keys.data_key as restrictive to raum_api
  using (purpose <> 'credential') with check (purpose <> 'credential');
