-- Customer-held keys: an organization's data keys are wrapped by a KMS key in the customer's own account, used through a role that the customer lets Raum assume.
-- Nothing here is secret: names of a key and a role. Former keys stay, so that what they wrapped can be moved.
create table keys.customer_key (
  organization_id uuid not null references organizations.organization,
  customer_key_id uuid not null,
  key_arn text not null check (length(key_arn) <= 300),
  role_arn text not null check (length(role_arn) <= 300),
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (organization_id, customer_key_id),
  check (organization_id <> '00000000-0000-7000-8000-000000000000')
);
call raum.protect('keys.customer_key');
create unique index one_key_in_force on keys.customer_key (organization_id) where ended_at is null;
grant select, insert, update (ended_at) on keys.customer_key to raum_app;
grant select on keys.customer_key to raum_api, raum_worker, raum_rotation, raum_projector;
