-- PRIV-1: who stated that the provider trains on nothing.
alter table organizations.provider_credential add column terms_approved_by text check (length(terms_approved_by) <= 200);
grant update (terms_approved_by) on organizations.provider_credential to raum_app;
