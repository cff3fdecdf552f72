-- Each entry of the log is three rows, and looking up the organization for each of them took a third of the time of writing them. They come behind a row of
-- audit.head, projection.checkpoint or projection.generation in the same transaction, which still refers to the organization; and row-level security lets
-- nobody write one of another.
alter table audit.event drop constraint event_organization_id_fkey;
alter table audit.body_key drop constraint body_key_organization_id_fkey;
alter table projection.audit_entry drop constraint audit_entry_organization_id_fkey;
