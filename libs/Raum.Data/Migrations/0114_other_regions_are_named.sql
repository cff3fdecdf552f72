-- ORG-9: who accepts another region accepts that one. It is part of the subject now; approvals that named none hold for the region of then, where that is known here.
alter table organizations.approval drop constraint approval_subject_check;
alter table organizations.approval add constraint approval_subject_check check (length(subject) between 1 and 510);
alter table organizations.provider_credential no force row level security;
alter table organizations.approval no force row level security;
alter table audit.sink no force row level security;
update organizations.approval a set subject = c.region || ':' || a.subject from organizations.provider_credential c
  where a.use = 'OtherRegion' and c.organization_id = a.organization_id and c.credential_id::text = a.subject;
update organizations.approval a set subject = s.region || ':' || a.subject from audit.sink s
  where a.use = 'OtherRegion' and s.organization_id = a.organization_id and s.sink_id::text = a.subject and s.region is not null;
alter table organizations.provider_credential force row level security;
alter table organizations.approval force row level security;
alter table audit.sink force row level security;
