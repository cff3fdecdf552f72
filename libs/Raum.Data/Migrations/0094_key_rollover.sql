-- ORG-3: a key is replaced while it is in use. Both live until the older one's end.
alter table organizations.api_key add column replaces uuid;
create unique index one_replacement on organizations.api_key (organization_id, replaces) where replaces is not null;
grant select (replaces), update (expires_at) on organizations.api_key to raum_api;
grant update (expires_at) on organizations.api_key to raum_app;
-- The next key has the quota of the one before it. Without a row there is no limit, so that a row that comes in can lift none.
grant insert on organizations.quota to raum_api;
