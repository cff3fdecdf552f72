-- A key that signs access tokens and that somebody may have learned: an operator withdraws it, and what it signed counts no more.

alter table people.signing_key add column withdrawn_at timestamptz;
grant select (organization_id, key_id, created_at, signs_from, signs_until, withdrawn_at), update (withdrawn_at) on people.signing_key to raum_app;
