-- What every request reads and hardly anybody writes is kept in memory by the services; they hear of each change on channel raum_changes.
-- In the transaction of the change: such writes are rare, so that the server-wide lock of NOTIFY is no bother here.
create function raum.tell_change() returns trigger
  language plpgsql
as $$
begin
  perform pg_catalog.pg_notify('raum_changes', case when tg_op = 'DELETE' then old.organization_id else new.organization_id end::text);
  return null;
end
$$;

create trigger changes_are_told after insert or update or delete on organizations.settings
  for each row execute function raum.tell_change();
create trigger changes_are_told after insert or update or delete on organizations.provider_credential
  for each row execute function raum.tell_change();
-- Not for the notes on its use.
create trigger changes_are_told after delete or update of secret_hash, scopes, expires_at, revoked_at, allowed_networks on organizations.api_key
  for each row execute function raum.tell_change();
