-- Who administers an organization is what makes a new network news (0072).
grant usage on schema people to raum_projector;
grant select (organization_id, user_id, role, removed_at) on people.membership to raum_projector;
