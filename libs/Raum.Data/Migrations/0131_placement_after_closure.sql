-- A database that had 0140 before 0130: 0140 gave its policy to the tables it found, and 0141 takes that of placement away again.
do $$
declare
  tenant text;
begin
  if exists (select from raum.migration where number = 140) and not exists (select from raum.migration where number = 141) then
    foreach tenant in array array['organizations.elsewhere', 'organizations.placement', 'organizations.placement_connection'] loop
      execute format('create policy only_when_it_ends on %s as restrictive for delete to raum_purge using ((select raum.is_ended()))', tenant);
    end loop;
  end if;
end
$$;
