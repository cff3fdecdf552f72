-- ORG-9: the services keep an organization's region in memory until it changes.
create trigger changes_are_told after delete or update of region on organizations.organization
  for each row execute function raum.tell_change();
