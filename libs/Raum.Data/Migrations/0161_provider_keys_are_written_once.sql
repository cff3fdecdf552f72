-- KEY-4: a provider key is written with its row and never changed there: another key is another row, with an entry of its own, that an admin sees. Who broke into the
-- API puts no key of theirs under an account that was approved. What rotation seals anew opens to the same key.
revoke update (sealed_key) on organizations.provider_credential from raum_api, raum_app;

create function organizations.erase_key() returns trigger
  language plpgsql
as $$
begin
  new.sealed_key := null;
  return new;
end
$$;
revoke all on function organizations.erase_key() from public;
create trigger keys_end_with_their_account before update of removed_at on organizations.provider_credential
  for each row when (new.removed_at is not null) execute function organizations.erase_key();
