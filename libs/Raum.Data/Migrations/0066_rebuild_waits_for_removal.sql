-- What is removed must not come back by a rebuild that began before the removal was committed: the two take turns. A rebuild that began first is
-- sent back by the removal, as before; one that comes second begins when the removal is done, and sees what is gone.
create function projection.take_turn() returns void
  language sql
as $$
  select pg_advisory_xact_lock(hashtextextended('projection.generation:' || raum.current_organization()::text, 0))
$$;
grant execute on function projection.take_turn() to raum_projector, raum_purge;

alter function audit.remove_bodies(uuid, text, timestamptz, text, bigint[], text, date) rename to remove_bodies_in_turn;
create function audit.remove_bodies(receipt uuid, note text, signed_at timestamptz, state text, revisions bigint[], expired_class text, expired_month date)
  returns bigint
  language plpgsql
as $$
begin
  perform projection.take_turn();
  return audit.remove_bodies_in_turn(receipt, note, signed_at, state, revisions, expired_class, expired_month);
end
$$;
grant execute on function audit.remove_bodies(uuid, text, timestamptz, text, bigint[], text, date) to raum_purge;
