-- ORG-3: who made a key, as the log names them: a user id, or the operators' command line. Keys of before this are nobody's here; the log knows.
alter table organizations.api_key add column created_by text;
grant select (created_by) on organizations.api_key to raum_api;
