-- The report of an erasure names the sinks that were sent entries of the person; where they are stays sealed.
grant select (sink_id, kind, content) on audit.sink to raum_purge;
