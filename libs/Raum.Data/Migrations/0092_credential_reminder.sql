-- KEY-3: alerts remind of provider keys that are due. The role that looks sees when, and neither the key nor its hint.
grant select (organization_id, rotate_by, removed_at, retire_at) on organizations.provider_credential to raum_projector;
