-- Transit keys end within a day (PII-5), for every organization by one statement. The database's own clock decides what has expired,
-- so that a service with a wrong clock, or with bad intent, destroys nothing that lives.
create policy expired_transit on keys.data_key for select to raum_purge
  using (purpose = 'transit' and period <= floor(extract(epoch from now()) / 3600) - 23);
create policy destroy_expired_transit on keys.data_key for delete to raum_purge
  using (purpose = 'transit' and period <= floor(extract(epoch from now()) / 3600) - 23);
