-- ORG-4: a session that had to end without a log keeps how it ended until that is on record: who tries again records what happened, not what they do now.
alter table people.session add column unrecorded_end text check (unrecorded_end is null or ended_at is not null);
grant update (unrecorded_end) on people.session to raum_api;
