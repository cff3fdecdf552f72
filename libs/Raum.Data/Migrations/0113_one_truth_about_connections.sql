-- ORG-10: whether a Zendesk account may be used is looked up in the approvals. A copy of it in the connection's row could come back with a change of that row.
drop trigger changes_are_told on organizations.zendesk_connection;
alter table organizations.zendesk_connection drop column approved_at;
create trigger changes_are_told after insert or delete or update of address on organizations.zendesk_connection
  for each row execute function raum.tell_change();
