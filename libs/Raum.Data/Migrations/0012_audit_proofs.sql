-- The proof of the log (AUD-5): an RFC 6962 tree per organization, its signed checkpoints, and the keys that sign them.
-- All three are append-only for everybody; nothing in them is personal or can be traced back to an event.

-- Hashes of the tree, every eighth level, in tiles of 256 (C2SP tlog-tiles). A tile that fills slowly has several rows, each with the hashes that came together.
create table audit.tile (
  organization_id uuid not null references organizations.organization,
  -- 0: hashes of leaves. 1: roots of full tiles of level 0, and so on.
  level smallint not null check (level between 0 and 7),
  -- Position of the first hash in its level.
  start bigint not null check (start >= 0),
  hashes bytea not null check (length(hashes) > 0 and length(hashes) % 32 = 0 and start % 256 + length(hashes) / 32 <= 256),
  primary key (organization_id, level, start)
);
call raum.protect('audit.tile');
grant select, insert on audit.tile to raum_projector;
grant select on audit.tile to raum_api, raum_app;

create table audit.checkpoint (
  organization_id uuid not null references organizations.organization,
  size bigint not null check (size > 0),
  root bytea not null check (length(root) = 32),
  -- The signed note (C2SP tlog-checkpoint), as it is given out.
  note text not null,
  signed_at timestamptz not null,
  primary key (organization_id, size)
);
call raum.protect('audit.checkpoint');
grant select, insert on audit.checkpoint to raum_projector;
grant select on audit.checkpoint to raum_api, raum_app;

-- The key history. Who shows the public keys cannot read the private ones, sealed as they are.
create table audit.log_key (
  organization_id uuid not null references organizations.organization,
  version int not null check (version > 0),
  -- Name of the key and origin of the log, for ever.
  name text not null,
  public_key bytea not null check (length(public_key) = 32),
  seed_sealed bytea not null,
  created_at timestamptz not null,
  primary key (organization_id, version)
);
call raum.protect('audit.log_key');
grant select, insert on audit.log_key to raum_projector;
grant select (organization_id, version, name, public_key, created_at) on audit.log_key to raum_api, raum_app;

create trigger tile_is_never_changed before update or delete or truncate on audit.tile
  for each statement execute function audit.refuse();
create trigger checkpoint_is_never_changed before update or delete or truncate on audit.checkpoint
  for each statement execute function audit.refuse();
create trigger log_key_is_never_changed before update or delete or truncate on audit.log_key
  for each statement execute function audit.refuse();

-- Hashes follow each other without a gap, and none is written over.
create function audit.check_tile() returns trigger
  language plpgsql
as $$
begin
  if new.start <> coalesce((
    select t.start + length(t.hashes) / 32 from audit.tile t
    where t.organization_id = new.organization_id and t.level = new.level order by t.start desc limit 1), 0)
  then
    raise exception 'hashes of the tree must follow its end' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
grant execute on function audit.check_tile() to raum_projector;
create trigger tiles_follow_the_end before insert on audit.tile for each row execute function audit.check_tile();

-- A checkpoint is of a larger tree than the one before it, and of one that is there.
create function audit.check_checkpoint() returns trigger
  language plpgsql
as $$
begin
  if exists (select from audit.checkpoint c where c.organization_id = new.organization_id and c.size >= new.size)
    or new.size > coalesce((
      select t.start + length(t.hashes) / 32 from audit.tile t
      where t.organization_id = new.organization_id and t.level = 0 order by t.start desc limit 1), 0)
  then
    raise exception 'checkpoints grow with the tree' using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;
grant execute on function audit.check_checkpoint() to raum_projector;
create trigger checkpoints_grow before insert on audit.checkpoint for each row execute function audit.check_checkpoint();
