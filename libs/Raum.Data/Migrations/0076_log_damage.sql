-- Where a log was cut, signed by its key: only what stands before it may be in an export by hash alone.
alter table audit.truncation add column note text;
grant update (note) on audit.truncation to raum_purge;

-- Keys of bodies go in a transaction that writes a receipt, and in no other, not even by the role that purges.
create function audit.refuse_without_receipt() returns trigger
  language plpgsql
as $$
begin
  if not exists (select from audit.receipt r
    where r.organization_id = (select raum.current_organization()) and r.xmin = pg_current_xact_id()::xid)
  then
    raise exception 'keys of the audit log are destroyed only with a receipt' using errcode = 'insufficient_privilege';
  end if;
  return null;
end
$$;
grant execute on function audit.refuse_without_receipt() to raum_purge;
create trigger keys_go_with_a_receipt before delete on audit.body_key for each statement execute function audit.refuse_without_receipt();
create trigger keys_go_with_a_receipt before delete on audit.month_key for each statement execute function audit.refuse_without_receipt();

-- Entries whose body the projector could not open though no receipt says that it was removed: somebody changed or destroyed it.
create table projection.damaged_entry (
  organization_id uuid not null references organizations.organization,
  revision bigint not null check (revision >= 0),
  found_at timestamptz not null,
  primary key (organization_id, revision)
);
call raum.protect('projection.damaged_entry');
grant select, insert on projection.damaged_entry to raum_projector;

-- Once a day the worker checks each log as an auditor would.
grant select on audit.receipt to raum_projector;
