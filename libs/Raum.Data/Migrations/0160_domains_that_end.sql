-- ORG-5: with a domain that an operator takes away, all that the provider began ends, sign-ins that wait for a second factor too.
grant select (organization_id, changed_at), update (changed_at) on people.identity_provider to raum_app;
grant select (methods) on people.session to raum_app;
