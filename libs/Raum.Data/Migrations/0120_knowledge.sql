-- FLOW-9: procedures, which an organization wants followed, and articles of its knowledge base. What they say is sealed (decision 0015); in clear are ids and times.
create table organizations.knowledge_entry (
  organization_id uuid not null references organizations.organization,
  entry_id uuid not null,
  kind text not null check (kind in ('procedure', 'article')),
  -- The version in force.
  version bigint not null check (version > 0),
  primary key (organization_id, entry_id)
);
call raum.protect('organizations.knowledge_entry');
create index knowledge_by_kind on organizations.knowledge_entry (organization_id, kind, entry_id desc);

-- Every version that is kept; none is ever changed. A deleted entry loses all of them.
create table organizations.knowledge_version (
  organization_id uuid not null,
  entry_id uuid not null,
  version bigint not null check (version > 0),
  -- Addresses the sealed field.
  version_id uuid not null,
  document_sealed bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (organization_id, entry_id, version),
  unique (organization_id, version_id),
  foreign key (organization_id, entry_id) references organizations.knowledge_entry
);
call raum.protect('organizations.knowledge_version');

grant select, insert, update (version), delete on organizations.knowledge_entry to raum_app, raum_api;
grant select, insert, delete on organizations.knowledge_version to raum_app, raum_api;
grant select on organizations.knowledge_entry, organizations.knowledge_version to raum_worker;
-- They end with the account.
grant select, delete on organizations.knowledge_entry, organizations.knowledge_version to raum_purge;
grant select (organization_id, version_id, document_sealed), update (document_sealed) on organizations.knowledge_version to raum_rotation;

-- The worker keeps an index of these in memory until they change. Each change of an entry changes its row.
create trigger changes_are_told after insert or update or delete on organizations.knowledge_entry
  for each row execute function raum.tell_change();
