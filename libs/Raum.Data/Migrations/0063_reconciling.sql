-- The daily comparison of the log with what jobs left elsewhere needs their ids and states, nothing of their content.
grant usage on schema conversation to raum_projector;
grant select (organization_id, job_id, effect, target, state, settled_at) on conversation.delivery to raum_projector;
grant select (organization_id, job_id, state, decided_at) on conversation.draft to raum_projector;
