-- Where the log is in an EventStoreDB: the first entry that is still there in full. It moves forward only, behind entries whose bodies are gone with a receipt.
create table audit.truncation (
  organization_id uuid primary key references organizations.organization,
  first bigint not null check (first > 0),
  moved_at timestamptz not null
);
call raum.protect('audit.truncation');
grant select, insert, update (first, moved_at) on audit.truncation to raum_purge;
grant select on audit.truncation to raum_api, raum_worker, raum_app, raum_projector;
grant select (organization_id, position, dead_at, removed_at) on audit.sink to raum_purge;

create function audit.check_truncation() returns trigger
  language plpgsql
as $$
begin
  if (tg_op = 'UPDATE' and new.first < old.first)
    or (select count(*) from audit.removed_body r where r.organization_id = new.organization_id and r.revision < new.first) <> new.first
  then
    raise exception 'the log is cut only behind entries that a receipt names' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
grant execute on function audit.check_truncation() to raum_purge;
create trigger only_what_a_receipt_names before insert or update on audit.truncation
  for each row execute function audit.check_truncation();
create trigger truncation_is_never_removed before delete or truncate on audit.truncation
  for each statement execute function audit.refuse();
grant select (organization_id, size) on audit.checkpoint to raum_purge;
