-- KEY-2: moving an organization's data keys to another keyring wraps them anew. What they sealed is not touched.
grant select (organization_id, key_id, purpose, period, wrapper, wrapped), update (wrapper, wrapped) on keys.data_key to raum_rotation;

comment on table people.recovery_code is '120 random bits each, so that one SHA-256 keeps them.';
